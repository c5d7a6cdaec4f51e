using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// A shared library of the system, loaded for the life of the process: other parts of it (the runtime's own cryptography) use the same
/// library, so it is never unloaded.
/// </summary>
internal sealed class NativeModule
{
    private readonly nint _handle;

    private NativeModule(nint handle) => _handle = handle;

    /// <summary>The first of <paramref name="names"/> that the system's loader finds; null when there is none.</summary>
    public static NativeModule? TryLoad(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
            {
                return new NativeModule(handle);
            }
        }

        return null;
    }

    /// <summary>Address of a function; <see cref="EntryPointNotFoundException"/> when the library lacks it.</summary>
    public nint Function(string name) => NativeLibrary.GetExport(_handle, name);

    /// <summary>The same, zero when the library lacks it.</summary>
    public nint FunctionOrZero(string name) => NativeLibrary.TryGetExport(_handle, name, out nint address) ? address : 0;
}
