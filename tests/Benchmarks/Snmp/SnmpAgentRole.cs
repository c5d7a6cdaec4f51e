using System.CommandLine;
using System.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MyIkev2.Agent.Snmp;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Benchmarks.Snmp;

/// <summary>
/// What this program does when <see cref="OurAgent"/> starts it again: it serves made-up tunnels over SNMP, hosted as the agent hosts it,
/// until its input ends. To each line of input it says how many methods were compiled so far.
/// </summary>
internal static class SnmpAgentRole
{
    public const string CommandName = "snmp-agent";

    public const string Ready = "ready on port";

    public static Command Create()
    {
        var tunnels = new Option<int>("--tunnels") { Required = true };
        var agentX = new Option<string>("--agentx");
        var command = new Command(CommandName, "The agent that the SNMP benchmark asks, which starts it.") { Hidden = true };
        command.Options.Add(tunnels);
        command.Options.Add(agentX);
        command.SetAction((parsed, cancellation) => ServeAsync(parsed.GetValue(tunnels), parsed.GetValue(agentX), cancellation));
        return command;
    }

    /// <summary>The SNMP agent over a registry, on a port that the system chooses.</summary>
    public static async Task<IHost> StartAsync(ITunnelRegistry registry, string? agentX = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Snmp:Listen:0"] = "127.0.0.1:0",
            ["Snmp:MaximumBulkMessageSize"] = "65507", // as snmpd, which knows no limit of its own for GETBULK
            ["Snmp:Communities:0:Community"] = SnmpWalker.Community,
            ["Snmp:Users:0:Name"] = SnmpWalker.User,
            ["Snmp:Users:0:AuthenticationPassword"] = SnmpWalker.Password,
            ["Snmp:Users:0:PrivacyPassword"] = SnmpWalker.Password,
            ["Snmp:AgentX:Address"] = agentX,
        });
        builder.Services.AddSingleton(registry);
        builder.Services.AddSnmpAgent(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Its port.</summary>
    public static int PortOf(IHost host) => host.Services.GetRequiredService<SnmpAgentService>().EndPoints[0].Port;

    private static async Task ServeAsync(int tunnels, string? agentX, CancellationToken cancellation)
    {
        using var host = await StartAsync(new CannedRegistry(tunnels, shards: 2).Registry, agentX);
        Console.WriteLine($"{Ready} {PortOf(host)}");
        while (await Console.In.ReadLineAsync(cancellation) is not null)
        {
            Console.WriteLine(JitInfo.GetCompiledMethodCount());
        }

        await host.StopAsync(cancellation);
    }
}
