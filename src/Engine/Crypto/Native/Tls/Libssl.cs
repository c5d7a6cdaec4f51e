using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Crypto;

/// <summary>TLS by the libssl that belongs to <see cref="Libcrypto"/>. Its trust store, its clock and its name checks are not used.</summary>
internal sealed class Libssl(SslFunctions functions, string version) : ITlsProvider
{
    public string Name { get; } = $"libssl {version}";

    /// <summary>Null where the library is absent or lacks a function.</summary>
    public static Libssl? TryLoad(string version)
    {
        if (NativeModule.TryLoad("libssl.so.3") is not { } ssl || NativeModule.TryLoad("libcrypto.so.3") is not { } crypto)
        {
            return null;
        }

        try
        {
            return new Libssl(new SslFunctions(ssl, crypto), version);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    public ITlsSession Create(TlsSettings settings) => new LibsslSession(functions, settings);

    /// <summary>Why the last call of this thread failed, in the library's words.</summary>
    internal static unsafe string TakeProblem(SslFunctions functions)
    {
        var first = functions.TakeError();
        var text = first == 0 ? null : Marshal.PtrToStringUTF8(functions.ErrorReason(first));
        functions.ClearErrors();
        return text ?? "the session broke off";
    }
}
