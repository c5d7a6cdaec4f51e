using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Radius;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>A datagram to the RADIUS client, and to the server of dynamic authorization.</summary>
public static class RadiusTarget
{
    private static readonly byte[] RequestAuthenticator = new byte[RadiusPacket.AuthenticatorSize];

    private static readonly RadiusPolicy Policy = new() { Servers = [], VendorId = 311, VendorType = 17, ClassGroup = true, FilterIdGroup = true };

    public static FuzzTarget Target { get; } = new("radius", "lengths that lie are refused, attributes lie within the packet, and nobody forges", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        var datagram = input.ToArray();
        if (!RadiusPacket.TryRead(datagram, out var packet))
        {
            return;
        }

        Require(packet.Octets.Length is >= RadiusPacket.HeaderSize and <= RadiusPacket.LargestSize, "a packet of a size that none may have");
        var values = 0;
        for (var type = 0; type <= byte.MaxValue; type++)
        {
            foreach (var value in packet.All((RadiusAttributeType)type))
            {
                values += RadiusPacket.AttributeHeaderSize + value.Length;
            }
        }

        Require(values == packet.Octets.Length - RadiusPacket.HeaderSize, "attributes do not add up to the packet");
        Require(packet.EapMessage().Length <= packet.Octets.Length, "an EAP message is longer than its packet");
        foreach (var key in packet.AllOfVendor(311, 17))
        {
            RadiusDigests.MppeKey(key.Span, RequestAuthenticator, "secret"u8)?.Dispose();
        }

        foreach (var byEap in (ReadOnlySpan<bool>)[true, false])
        {
            Require(AccessAcceptReader.Read(packet, Policy, byEap).Addresses is not { } pool || pool.Ranges.Count + pool.DnsServers.Count <= values, "more addresses than attributes");
        }

        AccessAcceptReader.ReadPreSharedKey(packet, Policy)?.Dispose();
        Require(AccessAcceptReader.MessageOf(packet).All(static letter => !char.IsControl(letter)), "a message of a server is no line of text");
        var problem = new DynamicAuthorizationRules("gate").Read(packet, out var sessions, out var change);
        Require(problem is null == (sessions is { IsEmpty: false } && change is not null), "a request that names no session, or no change, is taken");
        Require(!RadiusDigests.IsGenuine(packet, RequestAuthenticator, "nobody knows this"u8, needsMessageAuthenticator: true), "a forgery is taken as genuine");
    }
}
