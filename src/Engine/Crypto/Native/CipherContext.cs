namespace MyIkev2.Engine.Crypto;

/// <summary>
/// One thread's EVP_CIPHER_CTX for one cipher and direction, prepared once and given key and IV anew for every message. It holds the key
/// schedule of the last message until the next one, as every kept context does.
/// </summary>
internal sealed unsafe class CipherContext : NativeState
{
    private const int KeepDirection = -1;

    private readonly EvpFunctions _evp;
    private readonly nint _handle;
    private object? _keyOwner;

    public CipherContext(EvpFunctions evp, nint cipher, bool encrypts)
    {
        _evp = evp;
        _handle = evp.CipherContextNew();
        evp.Require(_handle != 0, "EVP_CIPHER_CTX_new");
        evp.Require(evp.CipherInit(_handle, cipher, 0, null, null, encrypts ? 1 : 0) == 1, "EVP_CipherInit_ex");
    }

    public void DisablePadding() => _evp.Require(_evp.CipherSetPadding(_handle, 0) == 1, "EVP_CIPHER_CTX_set_padding");

    public void SetIvLength(int length) =>
        _evp.Require(_evp.CipherControl(_handle, EvpFunctions.ControlSetIvLength, length, null) == 1, "EVP_CTRL_AEAD_SET_IVLEN");

    /// <summary>CCM wants to know the ICV's length before the key (RFC 3610's M is part of the first block).</summary>
    public void SetIcvLength(int length) =>
        _evp.Require(_evp.CipherControl(_handle, EvpFunctions.ControlSetTag, length, null) == 1, "EVP_CTRL_AEAD_SET_TAG");

    /// <summary>
    /// A message under a key that stays: while messages of one owner follow each other, as the packets of a busy tunnel do, the key is set
    /// once. A key is told from another by its owner, not by its value, which must not change.
    /// </summary>
    public void Start(object keyOwner, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        Start(ReferenceEquals(_keyOwner, keyOwner) ? default : key, iv);
        _keyOwner = keyOwner;
    }

    /// <summary>A message under a key of its own; without one, under that of the last.</summary>
    public void Start(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        _keyOwner = null;
        fixed (byte* keyPointer = key, ivPointer = iv)
        {
            _evp.Require(_evp.CipherInit(_handle, 0, 0, keyPointer, ivPointer, KeepDirection) == 1, "EVP_CipherInit_ex");
        }
    }

    /// <summary>CCM wants the length of the text before anything else.</summary>
    public void AnnounceLength(int length)
    {
        int written;
        _evp.Require(_evp.CipherUpdate(_handle, null, &written, null, length) == 1, "EVP_CipherUpdate (length)");
    }

    public void AddAssociatedData(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        int written;
        fixed (byte* pointer = data)
        {
            _evp.Require(_evp.CipherUpdate(_handle, null, &written, pointer, data.Length) == 1, "EVP_CipherUpdate (associated data)");
        }
    }

    /// <summary>Processes in place. False only for CCM decryption with a wrong ICV.</summary>
    public bool Transform(Span<byte> text)
    {
        int written;
        byte none;
        fixed (byte* pointer = text)
        {
            byte* place = text.IsEmpty ? &none : pointer;
            return _evp.CipherUpdate(_handle, place, &written, place, text.Length) == 1;
        }
    }

    /// <summary>Ends an AEAD message. False when decrypting and the ICV is wrong.</summary>
    public bool Finish()
    {
        int written;
        byte* rest = stackalloc byte[16];
        return _evp.CipherFinal(_handle, rest, &written) == 1;
    }

    public void GetIcv(Span<byte> icv)
    {
        fixed (byte* pointer = icv)
        {
            _evp.Require(_evp.CipherControl(_handle, EvpFunctions.ControlGetTag, icv.Length, pointer) == 1, "EVP_CTRL_AEAD_GET_TAG");
        }
    }

    public void SetIcv(ReadOnlySpan<byte> icv)
    {
        fixed (byte* pointer = icv)
        {
            _evp.Require(_evp.CipherControl(_handle, EvpFunctions.ControlSetTag, icv.Length, pointer) == 1, "EVP_CTRL_AEAD_SET_TAG");
        }
    }

    protected override void Free()
    {
        if (_handle != 0)
        {
            _evp.CipherContextFree(_handle);
        }
    }
}
