using System.Security.Cryptography;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Sa;

/// <summary>The shared secrets SK(1) to SK(n) of additional key exchanges that go into keys together (RFC 9370 section 2.2.4).</summary>
internal sealed class AdditionalSecrets(ValueList<AdditionalKeyExchange> exchanges) : IDisposable
{
    private byte[] _octets = [];
    private int _agreed;

    /// <summary>The method of the next exchange; null when all are made.</summary>
    public KeyExchangeId? Next => _agreed < exchanges.Count ? exchanges[_agreed].Method : null;

    /// <summary>All of them so far, one behind the other.</summary>
    public ReadOnlySpan<byte> Span => _octets;

    public void Add(ReadOnlySpan<byte> shared)
    {
        byte[] longer = [.. _octets, .. shared];
        CryptographicOperations.ZeroMemory(_octets);
        _octets = longer;
        _agreed++;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_octets);
        _octets = [];
    }
}
