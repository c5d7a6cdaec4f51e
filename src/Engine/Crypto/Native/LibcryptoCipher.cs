namespace MyIkev2.Engine.Crypto;

/// <summary>AES-CBC, AES-CTR and 3DES-CBC through EVP, without EVP's own padding: IKE and ESP bring theirs.</summary>
internal sealed class LibcryptoCipher : ICipher, IDisposable
{
    private readonly EvpFunctions _evp;
    private readonly CipherShape _shape;
    private readonly PerThread<CipherContext> _encrypting;
    private readonly PerThread<CipherContext> _decrypting;

    public LibcryptoCipher(EvpFunctions evp, nint cipher, CipherShape shape)
    {
        _evp = evp;
        _shape = shape;
        _encrypting = new PerThread<CipherContext>(() => Prepare(cipher, encrypts: true));
        _decrypting = new PerThread<CipherContext>(() => Prepare(cipher, encrypts: false));
    }

    public int KeyLength => _shape.KeyLength;

    public int IvLength => _shape.IvLength;

    public int BlockLength => _shape.BlockLength;

    public void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text) => Run(_encrypting, key, iv, text);

    public void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text) => Run(_decrypting, key, iv, text);

    public void Dispose()
    {
        _encrypting.Dispose();
        _decrypting.Dispose();
    }

    private void Run(PerThread<CipherContext> contexts, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text)
    {
        _shape.Check(key, iv, text);
        if (text.IsEmpty)
        {
            return;
        }

        CipherContext context = contexts.Current;
        if (_shape.NonceLength == 0)
        {
            context.Start(key, iv);
        }
        else
        {
            Span<byte> block = stackalloc byte[CipherShape.CounterBlockLength];
            _shape.FillCounterBlockOf(key, iv, block);
            context.Start(_shape.CipherKey(key), block);
        }

        _evp.Require(context.Transform(text), "EVP_CipherUpdate");
        GC.KeepAlive(context);
    }

    private CipherContext Prepare(nint cipher, bool encrypts)
    {
        CipherContext context = new(_evp, cipher, encrypts);
        context.DisablePadding();
        return context;
    }
}
