namespace MyIkev2.Engine.Wire;

/// <summary>ADDITIONAL_IP4_ADDRESS and ADDITIONAL_IP6_ADDRESS: one further address of the sender (RFC 4555 section 4.2.2).</summary>
public static class AdditionalAddressNotify
{
    public static NotifyPayload Create(IpAddress address) =>
        new(address.IsIpv6 ? NotifyType.AdditionalIp6Address : NotifyType.AdditionalIp4Address, address.ToBytes());

    /// <summary>False for another notify, and for an address of the wrong size or without a host.</summary>
    public static bool TryRead(NotifyPayload notify, out IpAddress address)
    {
        var size = notify.NotifyType switch
        {
            NotifyType.AdditionalIp4Address => 4,
            NotifyType.AdditionalIp6Address => 16,
            _ => -1,
        };
        address = notify.Data.Length == size ? IpAddress.FromBytes(notify.Data.Span) : default;
        return !address.IsUnspecified;
    }
}
