using System.CommandLine;
using Grpc.Core;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary><c>show pools [vrf V]</c> and <c>show leases [--pool P] [--vpn V] [--id ID] [--in-use] [vrf V]</c>: virtual addresses for peers.</summary>
internal static class AddressCommands
{
    private static readonly Option<string?> Pool = new("--pool") { Description = "Only this pool.", HelpName = "NAME", Recursive = true };
    private static readonly Option<string?> Vpn = new("--vpn") { Description = "Only peers of this vpn.", HelpName = "NAME", Recursive = true };
    private static readonly Option<string?> Peer = new("--id") { Description = "Only the peer with this identity.", HelpName = "ID", Recursive = true };
    private static readonly Option<bool> InUse = new("--in-use") { Description = "Leave out addresses that are only kept for who had them last.", Recursive = true };

    public static Command CreateShowPools() =>
        new Command("pools", "Pools of virtual addresses and how much of them is used.").WithVrf(static (parsed, vrf) => AgentConnection.RunAsync(parsed, async client =>
        {
            var request = new ListAddressPoolsRequest();
            if (vrf is not null)
            {
                request.Vrf = vrf;
            }

            var pools = await client.ListAddressPoolsAsync(request).ResponseAsync.ConfigureAwait(false);
            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? AddressJson.Format(pools.Pools) : AddressText.Lines(pools.Pools)).ConfigureAwait(false);
            return ExitCodes.Success;
        }));

    public static Command CreateShowLeases() =>
        new Command("leases", "Which peer has which virtual address, or had it last.") { Pool, Vpn, Peer, InUse }.WithVrf(static (parsed, vrf) => AgentConnection.RunAsync(parsed, async client =>
        {
            var leases = new List<AddressLease>();
            using var call = client.ListAddressLeases(RequestOf(parsed, vrf));
            await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                leases.AddRange(batch.Leases);
            }

            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? AddressJson.Format(leases) : AddressText.Lines(leases)).ConfigureAwait(false);
            return ExitCodes.Success;
        }));

    private static ListAddressLeasesRequest RequestOf(ParseResult parsed, string? vrf)
    {
        var request = new ListAddressLeasesRequest { InUseOnly = parsed.GetValue(InUse) };
        if (vrf is not null)
        {
            request.Vrf = vrf;
        }

        if (parsed.GetValue(Pool) is { } pool)
        {
            request.Pool = pool;
        }

        if (parsed.GetValue(Vpn) is { } vpn)
        {
            request.Vpn = vpn;
        }

        if (parsed.GetValue(Peer) is { } peer)
        {
            request.Identity = peer;
        }

        return request;
    }
}
