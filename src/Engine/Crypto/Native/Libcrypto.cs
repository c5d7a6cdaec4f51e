using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The OpenSSL 3 that .NET on Linux already stands on. Calling it directly avoids the key decoding, the repeated validation and the
/// per-call objects of the platform's classes, which cost several times the arithmetic itself.
/// </summary>
internal sealed unsafe class Libcrypto
{
    private const ulong OldestVersion = 0x30000000;

    private Libcrypto(NativeModule module, string version)
    {
        Version = version;
        Evp = new EvpFunctions(module);
        BigNumbers = new BigNumberFunctions(module);
        Curves = new CurveFunctions(module);
        Digests = new DigestFunctions(module);
        Signatures = new SignatureFunctions(module);
        Rsa = RsaFunctions.TryLoad(module);
    }

    /// <summary>For example <c>3.0.22</c>.</summary>
    public string Version { get; }

    public EvpFunctions Evp { get; }

    public BigNumberFunctions BigNumbers { get; }

    public CurveFunctions Curves { get; }

    public DigestFunctions Digests { get; }

    public SignatureFunctions Signatures { get; }

    /// <summary>Null in a build without them.</summary>
    public RsaFunctions? Rsa { get; }

    /// <summary>Null where the library is absent, older than 3.0 or lacks a function (every system but Linux included).</summary>
    public static Libcrypto? TryLoad()
    {
        if (!OperatingSystem.IsLinux() || NativeModule.TryLoad("libcrypto.so.3") is not { } module)
        {
            return null;
        }

        try
        {
            var versionNumber = (delegate* unmanaged<nuint>)module.Function("OpenSSL_version_num");
            var versionText = (delegate* unmanaged<int, nint>)module.Function("OpenSSL_version");
            return versionNumber() >= OldestVersion ? new Libcrypto(module, ShortVersion(versionText(0))) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>"OpenSSL 3.0.22 1 Jan 2026" to "3.0.22".</summary>
    private static string ShortVersion(nint text)
    {
        string[] words = (Marshal.PtrToStringUTF8(text) ?? string.Empty).Split(' ');
        return words.Length > 1 ? words[1] : "3";
    }
}
