using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>OpenSSL 3's EVP interface: ciphers, MACs, digests, raw keys. Addresses are looked up once; a call costs 2-3 ns.</summary>
internal sealed unsafe class EvpFunctions
{
    public const int ControlSetIvLength = 0x9;
    public const int ControlGetTag = 0x10;
    public const int ControlSetTag = 0x11;

    /// <summary>EVP_PKEY_KEYPAIR: parameters, private and public part.</summary>
    public const int SelectKeyPair = 0x87;

    private readonly delegate* unmanaged<void> _clearErrors;

    public EvpFunctions(NativeModule module)
    {
        _clearErrors = (delegate* unmanaged<void>)module.Function("ERR_clear_error");
        CipherFetch = (delegate* unmanaged<nint, byte*, byte*, nint>)module.Function("EVP_CIPHER_fetch");
        CipherFree = (delegate* unmanaged<nint, void>)module.Function("EVP_CIPHER_free");
        CipherContextNew = (delegate* unmanaged<nint>)module.Function("EVP_CIPHER_CTX_new");
        CipherContextFree = (delegate* unmanaged<nint, void>)module.Function("EVP_CIPHER_CTX_free");
        CipherInit = (delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int>)module.Function("EVP_CipherInit_ex");
        CipherUpdate = (delegate* unmanaged<nint, byte*, int*, byte*, int, int>)module.Function("EVP_CipherUpdate");
        CipherFinal = (delegate* unmanaged<nint, byte*, int*, int>)module.Function("EVP_CipherFinal_ex");
        CipherControl = (delegate* unmanaged<nint, int, int, void*, int>)module.Function("EVP_CIPHER_CTX_ctrl");
        CipherSetPadding = (delegate* unmanaged<nint, int, int>)module.Function("EVP_CIPHER_CTX_set_padding");
        MacFetch = (delegate* unmanaged<nint, byte*, byte*, nint>)module.Function("EVP_MAC_fetch");
        MacFree = (delegate* unmanaged<nint, void>)module.Function("EVP_MAC_free");
        MacContextNew = (delegate* unmanaged<nint, nint>)module.Function("EVP_MAC_CTX_new");
        MacContextFree = (delegate* unmanaged<nint, void>)module.Function("EVP_MAC_CTX_free");
        MacContextSetParameters = (delegate* unmanaged<nint, OsslParameter*, int>)module.Function("EVP_MAC_CTX_set_params");
        MacInit = (delegate* unmanaged<nint, byte*, nuint, OsslParameter*, int>)module.Function("EVP_MAC_init");
        MacUpdate = (delegate* unmanaged<nint, byte*, nuint, int>)module.Function("EVP_MAC_update");
        MacFinal = (delegate* unmanaged<nint, byte*, nuint*, nuint, int>)module.Function("EVP_MAC_final");
        DigestFetch = (delegate* unmanaged<nint, byte*, byte*, nint>)module.Function("EVP_MD_fetch");
        DigestFree = (delegate* unmanaged<nint, void>)module.Function("EVP_MD_free");
        DigestContextNew = (delegate* unmanaged<nint>)module.Function("EVP_MD_CTX_new");
        DigestContextFree = (delegate* unmanaged<nint, void>)module.Function("EVP_MD_CTX_free");
        DigestInit = (delegate* unmanaged<nint, nint, nint, int>)module.Function("EVP_DigestInit_ex");
        DigestUpdate = (delegate* unmanaged<nint, byte*, nuint, int>)module.Function("EVP_DigestUpdate");
        DigestFinal = (delegate* unmanaged<nint, byte*, uint*, int>)module.Function("EVP_DigestFinal_ex");
        KeyFromPrivate = (delegate* unmanaged<int, nint, byte*, nuint, nint>)module.Function("EVP_PKEY_new_raw_private_key");
        KeyContextFromName = (delegate* unmanaged<nint, byte*, byte*, nint>)module.Function("EVP_PKEY_CTX_new_from_name");
        ImportInit = (delegate* unmanaged<nint, int>)module.Function("EVP_PKEY_fromdata_init");
        Import = (delegate* unmanaged<nint, nint*, int, OsslParameter*, int>)module.Function("EVP_PKEY_fromdata");
        KeyFromPublic = (delegate* unmanaged<int, nint, byte*, nuint, nint>)module.Function("EVP_PKEY_new_raw_public_key");
        KeyGetPublic = (delegate* unmanaged<nint, byte*, nuint*, int>)module.Function("EVP_PKEY_get_raw_public_key");
        KeyFree = (delegate* unmanaged<nint, void>)module.Function("EVP_PKEY_free");
        KeyContextNew = (delegate* unmanaged<nint, nint, nint>)module.Function("EVP_PKEY_CTX_new");
        KeyContextFree = (delegate* unmanaged<nint, void>)module.Function("EVP_PKEY_CTX_free");
        DeriveInit = (delegate* unmanaged<nint, int>)module.Function("EVP_PKEY_derive_init");
        DeriveSetPeer = (delegate* unmanaged<nint, nint, int>)module.Function("EVP_PKEY_derive_set_peer");
        Derive = (delegate* unmanaged<nint, byte*, nuint*, int>)module.Function("EVP_PKEY_derive");
    }

    public delegate* unmanaged<nint, byte*, byte*, nint> CipherFetch { get; }

    public delegate* unmanaged<nint, void> CipherFree { get; }

    public delegate* unmanaged<nint> CipherContextNew { get; }

    public delegate* unmanaged<nint, void> CipherContextFree { get; }

    /// <summary>Context, cipher, engine, key, iv, encrypt (1), decrypt (0) or as before (-1).</summary>
    public delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int> CipherInit { get; }

    public delegate* unmanaged<nint, byte*, int*, byte*, int, int> CipherUpdate { get; }

    public delegate* unmanaged<nint, byte*, int*, int> CipherFinal { get; }

    public delegate* unmanaged<nint, int, int, void*, int> CipherControl { get; }

    public delegate* unmanaged<nint, int, int> CipherSetPadding { get; }

    public delegate* unmanaged<nint, byte*, byte*, nint> MacFetch { get; }

    public delegate* unmanaged<nint, void> MacFree { get; }

    public delegate* unmanaged<nint, nint> MacContextNew { get; }

    public delegate* unmanaged<nint, void> MacContextFree { get; }

    public delegate* unmanaged<nint, OsslParameter*, int> MacContextSetParameters { get; }

    public delegate* unmanaged<nint, byte*, nuint, OsslParameter*, int> MacInit { get; }

    public delegate* unmanaged<nint, byte*, nuint, int> MacUpdate { get; }

    public delegate* unmanaged<nint, byte*, nuint*, nuint, int> MacFinal { get; }

    public delegate* unmanaged<nint, byte*, byte*, nint> DigestFetch { get; }

    public delegate* unmanaged<nint, void> DigestFree { get; }

    public delegate* unmanaged<nint> DigestContextNew { get; }

    public delegate* unmanaged<nint, void> DigestContextFree { get; }

    public delegate* unmanaged<nint, nint, nint, int> DigestInit { get; }

    public delegate* unmanaged<nint, byte*, nuint, int> DigestUpdate { get; }

    public delegate* unmanaged<nint, byte*, uint*, int> DigestFinal { get; }

    public delegate* unmanaged<int, nint, byte*, nuint, nint> KeyFromPrivate { get; }

    public delegate* unmanaged<nint, byte*, byte*, nint> KeyContextFromName { get; }

    public delegate* unmanaged<nint, int> ImportInit { get; }

    /// <summary>Context, key made, selection, parameters.</summary>
    public delegate* unmanaged<nint, nint*, int, OsslParameter*, int> Import { get; }

    public delegate* unmanaged<int, nint, byte*, nuint, nint> KeyFromPublic { get; }

    public delegate* unmanaged<nint, byte*, nuint*, int> KeyGetPublic { get; }

    public delegate* unmanaged<nint, void> KeyFree { get; }

    public delegate* unmanaged<nint, nint, nint> KeyContextNew { get; }

    public delegate* unmanaged<nint, void> KeyContextFree { get; }

    public delegate* unmanaged<nint, int> DeriveInit { get; }

    public delegate* unmanaged<nint, nint, int> DeriveSetPeer { get; }

    public delegate* unmanaged<nint, byte*, nuint*, int> Derive { get; }

    /// <summary>Leaves nothing in the thread's error queue, where the runtime's own calls would find it.</summary>
    public void ClearErrors() => _clearErrors();

    /// <summary>For calls that fail only when this process is broken (memory, wrong use), never because of a peer.</summary>
    public void Require(bool success, string what)
    {
        if (!success)
        {
            _clearErrors();
            throw new CryptographicException($"libcrypto: {what} failed");
        }
    }
}

/// <summary>OSSL_PARAM of OpenSSL 3 (core.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OsslParameter
{
    public const uint Utf8String = 4;
    public const uint OctetString = 5;

    public byte* Key;
    public uint DataType;
    public void* Data;
    public nuint DataSize;
    public nuint ReturnSize;
}
