using System.CommandLine;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Nmsecq.Dump;
using MyIkev2.Nmsecq.Reports;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>TABLE: the subcommands.</summary>
internal static class QueryCatalog
{
    /// <summary>Runs a command line and gives its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, InvocationConfiguration configuration)
    {
        var parsed = ToRootCommand().Parse(arguments);
        var code = await parsed.InvokeAsync(configuration);
        return parsed.Errors.Count == 0 ? code : ExitCode.WrongCommandLine;
    }

    /// <summary>Everything that nmsecq does.</summary>
    public static RootCommand ToRootCommand() => new(
        "Asks the IPSec network management interface (NMsec) of the agent on this host, and tells it what to do. Reports have the layout of z/OS "
        + "'ipsec ... display'; --json and --hex print the same answer for programs and for debugging. " + ExitCode.Help)
    {
        Show("iketun", "IKE tunnels, as 'ipsec -k display'", NmsecMessageType.GetIkeTunnels),
        Show("cascade", "IKE tunnels with their dynamic tunnels, as 'ipsec -k display -e'", NmsecMessageType.GetIkeTunnelsCascade),
        Query.ToCommand("dynamic", "Dynamic tunnels, as 'ipsec -y display'",
        [
            View("stack", "as the stack knows them, with their traffic", NmsecMessageType.GetDynamicTunnelsStack),
            View("ike", "as IKE knows them, those in negotiation too, as with -b", NmsecMessageType.GetDynamicTunnelsIke),
        ]),
        Show("manual", "Manual tunnels, as 'ipsec -m display'", NmsecMessageType.GetManualTunnels),
        Query.ToCommand("filters", "IP filters, as 'ipsec -f display', in search order",
        [
            View("current", "those now in use", NmsecMessageType.GetCurrentFilters),
            View("default", "those of the profile", NmsecMessageType.GetDefaultFilters),
            View("policy", "those of the policy", NmsecMessageType.GetPolicyFilters),
        ]),
        Show("summary", "Totals of a stack", NmsecMessageType.GetSummary),
        Show("stack", "Stacks and how they are set", NmsecMessageType.GetStackInfo),
        Show("interfaces", "IP interfaces, as 'ipsec -i display'", NmsecMessageType.GetInterfaces),
        Show("portran", "Port translations for NAT traversal, as 'ipsec -o display'", NmsecMessageType.GetPortTranslations),
        Show("nss", "Network security services of each stack, as 'ipsec -w display'", NmsecMessageType.GetNssInfo),
        Show("clients", "Clients of the NSS server, as 'ipsec -x display'; asks the NSS socket", NmsecMessageType.GetClientInfo),
        Group("activate", "Activate tunnels",
            Control("manual", "Activate manual tunnels, as 'ipsec -m activate'", NmsecMessageType.ActivateManualTunnel),
            Control("dynamic", "Activate dynamic tunnels, as 'ipsec -y activate'", NmsecMessageType.ActivateDynamicTunnel)),
        Group("deactivate", "Deactivate tunnels",
            Control("manual", "Deactivate manual tunnels, as 'ipsec -m deactivate'", NmsecMessageType.DeactivateManualTunnel),
            Control("dynamic", "Deactivate dynamic tunnels, as 'ipsec -y deactivate'", NmsecMessageType.DeactivateDynamicTunnel),
            Control("ike", "Deactivate IKE tunnels and their dynamic tunnels, as 'ipsec -k deactivate'", NmsecMessageType.DeactivateIkeTunnel)),
        Group("refresh", "Refresh (rekey) tunnels",
            Control("dynamic", "Refresh dynamic tunnels, as 'ipsec -y refresh'", NmsecMessageType.RefreshDynamicTunnel),
            Control("ike", "Refresh IKE tunnels, as 'ipsec -k refresh'", NmsecMessageType.RefreshIkeTunnel)),
        Control("load-policy", "Load the IP security policy again, as 'ipsec -f reload'", NmsecMessageType.LoadPolicy),
        DumpCommand.ToCommand(),
        DialectCommand.ToCommand(),
    };

    private static Command Show(string name, string description, NmsecMessageType request)
        => Query.ToCommand(name, description, ReportCatalog.Get(request));

    private static ReportView View(string name, string description, NmsecMessageType request) => new(name, description, ReportCatalog.Get(request));

    private static Command Control(string name, string description, NmsecMessageType request)
        => ControlCommand.ToCommand(name, description, request);

    private static Command Group(string name, string description, params Command[] commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
        {
            group.Add(command);
        }

        return group;
    }
}
