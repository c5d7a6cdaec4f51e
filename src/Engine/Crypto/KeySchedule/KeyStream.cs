using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>The output of one prf+ run, handed out in order; cleared at the end of its scope.</summary>
internal ref struct KeyStream : IDisposable
{
    private readonly byte[] _octets;
    private int _position;

    public KeyStream(IPrf prf, ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed, int length)
    {
        _octets = new byte[length];
        PrfPlus.Expand(prf, key, seed, _octets);
    }

    public KeyMaterial Take(int length)
    {
        KeyMaterial taken = length == 0 ? KeyMaterial.Empty : KeyMaterial.Copy(_octets.AsSpan(_position, length));
        _position += length;
        return taken;
    }

    public readonly void Dispose() => CryptographicOperations.ZeroMemory(_octets);
}
