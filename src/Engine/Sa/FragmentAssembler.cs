using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// Puts the decrypted fragments of one message together (RFC 7383 section 2.6). Only authenticated fragments come here, so memory is bounded by
/// what a real peer sends: one message at a time, at most <see cref="MaximumFragments"/> parts and <see cref="MaximumOctets"/> octets.
/// </summary>
internal sealed class FragmentAssembler
{
    public const int MaximumFragments = 128;
    public const int MaximumOctets = 1 << 16;

    private byte[]?[] _parts = [];
    private PayloadType _firstInner;
    private uint _messageId;
    private bool _isResponse;
    private int _received;
    private int _octets;

    /// <summary>True when this fragment was already here: no need to decrypt it again.</summary>
    public bool Has(in IkeHeader header, EncryptedFragmentPayload fragment) =>
        _received > 0 && header.MessageId == _messageId && header.IsResponse == _isResponse
        && fragment.TotalFragments == _parts.Length && _parts[fragment.FragmentNumber - 1] is not null;

    /// <summary>Adds a fragment; returns the whole inner octets once all parts are here.</summary>
    public byte[]? Add(in IkeHeader header, EncryptedFragmentPayload fragment, byte[] inner, out PayloadType firstInner)
    {
        firstInner = PayloadType.None;
        if (fragment.TotalFragments > MaximumFragments)
        {
            return null;
        }

        if (_received == 0 || header.MessageId != _messageId || header.IsResponse != _isResponse || fragment.TotalFragments > _parts.Length)
        {
            Restart(header, fragment.TotalFragments);
        }
        else if (fragment.TotalFragments < _parts.Length)
        {
            return null;
        }

        ref var slot = ref _parts[fragment.FragmentNumber - 1];
        if (slot is not null || _octets + inner.Length > MaximumOctets)
        {
            return null;
        }

        slot = inner;
        _octets += inner.Length;
        _received++;
        if (fragment.FragmentNumber == 1)
        {
            _firstInner = fragment.FirstInner;
        }

        if (_received < _parts.Length)
        {
            return null;
        }

        var whole = new byte[_octets];
        var offset = 0;
        foreach (var part in _parts)
        {
            part!.CopyTo(whole, offset);
            offset += part.Length;
        }

        firstInner = _firstInner;
        Clear();
        return whole;
    }

    public void Clear()
    {
        _parts = [];
        _received = 0;
        _octets = 0;
    }

    private void Restart(in IkeHeader header, int total)
    {
        _parts = new byte[total][];
        _received = 0;
        _octets = 0;
        _messageId = header.MessageId;
        _isResponse = header.IsResponse;
        _firstInner = PayloadType.None;
    }
}
