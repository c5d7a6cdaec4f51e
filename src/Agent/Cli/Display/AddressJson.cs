using System.Text.Json;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>Pools of virtual addresses and their leases as JSON.</summary>
internal static class AddressJson
{
    public static string Format(IReadOnlyList<AddressPool> pools) => JsonText.OfRows("pool", pools, Write);

    public static string Format(IReadOnlyList<AddressLease> leases) => JsonText.OfRows("lease", leases, Write);

    private static void Write(Utf8JsonWriter json, AddressPool pool)
    {
        json.WriteString("name", pool.Name);
        json.WriteString("vrf", pool.Vrf);
        json.WriteStartArray("ranges");
        foreach (var range in pool.Ranges)
        {
            json.WriteStringValue(range);
        }

        json.WriteEndArray();
        Write(json, "ipv4", pool.Ipv4);
        Write(json, "ipv6", pool.Ipv6);
        json.WriteNumber("granted", pool.Granted);
        json.WriteNumber("refused", pool.Refused);
    }

    private static void Write(Utf8JsonWriter json, string family, AddressUsage usage)
    {
        json.WriteStartObject(family);
        json.WriteNumber("size", usage.Size);
        json.WriteNumber("in-use", usage.InUse);
        json.WriteNumber("kept", usage.Kept);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AddressLease lease)
    {
        json.WriteString("vrf", lease.Vrf);
        json.WriteString("address", lease.Address);
        json.WriteString("pool", lease.Pool);
        json.WriteString("identity", lease.Identity.Text);
        json.WriteString("vpn", lease.Vpn);
        json.WriteNumber("tunnel-id", lease.TunnelId);
        json.WriteMoment("since", lease.Since);
        json.WriteMoment("released-at", lease.ReleasedAt);
    }
}
