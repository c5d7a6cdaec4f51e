using System.Text;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// One thread's import context for X25519 or X448 keys. Importing a private key alone makes the library compute the public one, which costs
/// as much as the agreement; given any public part it does not. The agreement reads only the private part of the own key.
/// </summary>
internal sealed unsafe class MontgomeryImport : NativeState
{
    private readonly EvpFunctions _evp;
    private readonly nint _context;

    public MontgomeryImport(EvpFunctions evp, string curve)
    {
        _evp = evp;
        fixed (byte* name = Encoding.ASCII.GetBytes(curve + '\0'))
        {
            _context = evp.KeyContextFromName(0, name, null);
        }

        evp.Require(_context != 0 && evp.ImportInit(_context) == 1, "EVP_PKEY_fromdata_init");
    }

    /// <summary>A key to agree with, never to take the public value from; zero on failure. The caller frees it.</summary>
    public nint Import(byte* scalar, int length)
    {
        byte* placeholder = stackalloc byte[length];
        new Span<byte>(placeholder, length).Clear();
        fixed (byte* privateName = "priv\0"u8, publicName = "pub\0"u8)
        {
            OsslParameter* parameters = stackalloc OsslParameter[3];
            parameters[0] = Octets(privateName, scalar, length);
            parameters[1] = Octets(publicName, placeholder, length);
            parameters[2] = default;
            nint key = 0;
            return _evp.Import(_context, &key, EvpFunctions.SelectKeyPair, parameters) == 1 ? key : 0;
        }
    }

    protected override void Free()
    {
        if (_context != 0)
        {
            _evp.KeyContextFree(_context);
        }
    }

    private static OsslParameter Octets(byte* name, byte* octets, int length) => new()
    {
        Key = name,
        DataType = OsslParameter.OctetString,
        Data = octets,
        DataSize = (nuint)length,
    };
}
