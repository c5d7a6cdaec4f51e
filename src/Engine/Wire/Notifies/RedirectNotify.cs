using System.Text;

namespace MyIkev2.Engine.Wire;

/// <summary>A gateway as REDIRECT and REDIRECTED_FROM name it: by an address, or by a domain name.</summary>
/// <param name="Address">The address; "no address" for a name.</param>
/// <param name="Name">The name; empty for an address.</param>
public readonly record struct GatewayIdentity(IpAddress Address, string Name)
{
    public override string ToString() => Address.IsNone ? Name : Address.ToString();
}

/// <summary>
/// REDIRECT and REDIRECTED_FROM (RFC 5685 sections 7.2, 7.3): the kind of a gateway's identity, its length, the identity, and in IKE_SA_INIT the initiator's nonce.
/// </summary>
public static class RedirectNotify
{
    private const byte Ipv4 = 1;
    private const byte Ipv6 = 2;
    private const byte DomainName = 3;
    private const int HeaderSize = 2;

    public static NotifyPayload Create(NotifyType type, IpAddress gateway, ReadOnlySpan<byte> nonce = default) =>
        new(type, (byte[])[gateway.IsIpv6 ? Ipv6 : Ipv4, gateway.Length, .. gateway.ToBytes(), .. nonce]);

    /// <summary>False for another notify, for a kind that the RFC does not have, and for an identity that is none of its kind.</summary>
    /// <param name="notify">What was received.</param>
    /// <param name="type">Which of the two.</param>
    /// <param name="gateway">Whom it names.</param>
    /// <param name="nonce">What follows; empty for nothing.</param>
    public static bool TryRead(NotifyPayload notify, NotifyType type, out GatewayIdentity gateway, out ReadOnlyMemory<byte> nonce)
    {
        gateway = default;
        nonce = default;
        var data = notify.Data;
        if (notify.NotifyType != type || data.Length < HeaderSize || data.Length < HeaderSize + data.Span[1])
        {
            return false;
        }

        var identity = data.Span.Slice(HeaderSize, data.Span[1]);
        nonce = data[(HeaderSize + identity.Length)..];
        switch (data.Span[0])
        {
            case Ipv4 when identity.Length == 4:
            case Ipv6 when identity.Length == 16:
                gateway = new GatewayIdentity(IpAddress.FromBytes(identity), string.Empty);
                return !gateway.Address.IsUnspecified;
            case DomainName when identity.Length > 0 && !identity.ContainsAnyExceptInRange((byte)'!', (byte)'~'):
                gateway = new GatewayIdentity(default, Encoding.ASCII.GetString(identity));
                return true;
            default:
                return false;
        }
    }
}
