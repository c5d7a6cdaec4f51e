using System.Diagnostics.CodeAnalysis;
using System.Net;
using Grpc.Core;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>A filter of a request as the registry's filter.</summary>
internal static class FilterMapper
{
    /// <exception cref="RpcException">An address or state is none (INVALID_ARGUMENT).</exception>
    public static TunnelFilter FromMessage(V1.TunnelFilter? filter) => filter is null
        ? TunnelFilter.All
        : new TunnelFilter
        {
            Id = filter.HasTunnelId ? new TunnelId(filter.TunnelId) : null,
            UniqueId = filter.HasUniqueId ? filter.UniqueId : null,
            VpnName = filter.HasVpn ? filter.Vpn : null,
            Vrf = filter.HasVrf ? filter.Vrf : null,
            State = State(filter.State),
            LocalAddress = filter.HasLocalAddress ? Address(filter.LocalAddress, "local_address") : null,
            RemoteAddress = filter.HasRemoteAddress ? Address(filter.RemoteAddress, "remote_address") : null,
            RemoteIdentity = filter.HasRemoteIdentity ? filter.RemoteIdentity : null,
            SecurityPolicy = filter.HasSecurityPolicy ? filter.SecurityPolicy : null,
        };

    private static IkeTunnelState? State(V1.IkeTunnelState state)
    {
        if (state == V1.IkeTunnelState.Unspecified)
        {
            return null;
        }

        return EnumMapper.FromMessage(state) ?? throw Invalid($"filter.state: {(int)state} is no state of an IKE SA.");
    }

    private static IPAddress Address(string text, string field) =>
        TryParse(text, out IPAddress? address) ? address : throw Invalid($"filter.{field}: '{text}' is no IPv4 or IPv6 address.");

    private static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        if (!IPAddress.TryParse(text, out address))
        {
            return false;
        }

        // The registry never holds an IPv4 address in its mapped form.
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return true;
    }

    private static RpcException Invalid(string detail) => new(new Status(StatusCode.InvalidArgument, detail));
}
