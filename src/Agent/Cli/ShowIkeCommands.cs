using System.CommandLine;
using Grpc.Core;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;
using AgentClient = MyIkev2.Agent.Grpc.V1.Agent.AgentClient;

namespace MyIkev2.Agent.Cli;

/// <summary><c>show ike ike-sa [details|with-keys] [vrf V]</c> and <c>show ike ike-sa-count [vrf V]</c>.</summary>
internal static class ShowIkeCommands
{
    private static readonly Option<bool> Exact = new("--exact")
    {
        Description = "Print a child that was just replaced exactly as the original command does, its first selector on the line of its name.",
        Recursive = true,
    };

    public static Command Create() => new("ike", "State of the IKE service.")
    {
        new Command("ike-sa", "IKE SAs and their Child SAs.")
        {
            Exact,
            new Command("details", "With algorithms, times, SPIs, traffic and selectors.")
                .WithVrf(static (parsed, vrf) => ShowAsync(parsed, vrf, withKeys: false, IkeSaDetails)),
            new Command("with-keys", "The details with the keys; needs the secrets role.")
                .WithVrf(static (parsed, vrf) => ShowAsync(parsed, vrf, withKeys: true, IkeSaDetails)),
        }.WithVrf(static (parsed, vrf) => ShowAsync(parsed, vrf, withKeys: false, static (_, list) => IkeSaTable.Format(list))),
        new Command("ike-sa-count", "Number of IKE SAs.").WithVrf(CountAsync),
    };

    private static string IkeSaDetails(ParseResult parsed, IkeSaList list) => Display.IkeSaDetails.Format(list, parsed.GetValue(Exact));

    private static Task<int> ShowAsync(ParseResult parsed, string? vrf, bool withKeys, Func<ParseResult, IkeSaList, string> format) =>
        AgentConnection.RunAsync(parsed, async client =>
        {
            var list = await ReadAsync(client, vrf).ConfigureAwait(false);
            if (withKeys)
            {
                list = await WithKeysAsync(client, list).ConfigureAwait(false);
            }

            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? IkeSaJson.Format(list) : format(parsed, list)).ConfigureAwait(false);
            return ExitCodes.Success;
        });

    private static Task<int> CountAsync(ParseResult parsed, string? vrf) => AgentConnection.RunAsync(parsed, async client =>
    {
        var count = vrf is null
            ? (await client.StatusAsync(new StatusRequest())).IkeTunnels
            : (ulong)(await ReadAsync(client, vrf).ConfigureAwait(false)).IkeSas.Count;
        await parsed.InvocationConfiguration.Output
            .WriteLineAsync(parsed.GetValue(CliOptions.Json) ? $"{{ \"ike-sa-count\": {count} }}" : count.ToString()).ConfigureAwait(false);
        return ExitCodes.Success;
    });

    /// <summary>All IKE SAs, or those of one VRF.</summary>
    public static async Task<IkeSaList> ReadAsync(AgentClient client, string? vrf)
    {
        var request = new ListTunnelsRequest { Filter = new TunnelFilter() };
        if (vrf is not null)
        {
            request.Filter.Vrf = vrf;
        }

        var asOf = DateTimeOffset.UtcNow;
        var sas = new List<IkeSaView>();
        using var call = client.ListTunnels(request);
        await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
        {
            asOf = batch.AsOf.ToDateTimeOffset();
            sas.AddRange(batch.Tunnels.Select(IkeSaViewMapper.Map));
        }

        return new IkeSaList(asOf, sas);
    }

    private static async Task<IkeSaList> WithKeysAsync(AgentClient client, IkeSaList list)
    {
        var sas = new List<IkeSaView>(list.IkeSas.Count);
        foreach (var sa in list.IkeSas)
        {
            try
            {
                sas.Add(IkeSaViewMapper.WithKeys(sa, await client.RevealKeysAsync(new RevealKeysRequest { UniqueId = sa.UniqueId })));
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                // It ended between the two calls, or has no keys yet.
                sas.Add(sa);
            }
        }

        return list with { IkeSas = sas };
    }
}
