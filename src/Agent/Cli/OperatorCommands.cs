using System.CommandLine;
using System.Text.Json;
using Grpc.Core;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary><c>cmd ike initiate|rekey|reauth ...</c>, the others of <c>cmd</c>, and <c>flush ike ...</c>.</summary>
internal static class OperatorCommands
{
    public static Command CreateCmd() => new("cmd", "Commands to the services.")
    {
        new Command("ike", "Commands to the IKE service.")
        {
            new Command("initiate", "Negotiate SAs.")
            {
                new Command("child-sa", "A Child SA, and its IKE SA if there is none yet.") { InitiateChild() },
                new Command("ike-sa", "An IKE SA without Child SAs (RFC 6023).")
                {
                    Named("vpn", "The vpn to negotiate with.", static name => new ExecuteRequest { InitiateIke = new InitiateIke { Vpn = name } }),
                },
            },
            new Command("rekey", "Replace SAs by fresh ones.")
            {
                Selecting("ike-sa", "IKE SAs; their Child SAs stay.", "vpn", static s => new ExecuteRequest { RekeyIke = s }),
                Selecting("child-sa", "Child SAs.", "security-policy", static s => new ExecuteRequest { RekeyChild = s }),
            },
            new Command("reauth", "Authenticate again, with new IKE and Child SAs.")
            {
                Selecting("ike-sa", "IKE SAs.", "vpn", static s => new ExecuteRequest { ReauthenticateIke = s }),
            },
            new Command("redirect", "Send peers to another gateway (RFC 5685).")
            {
                new Command("ike-sa", "The peers of IKE SAs, as far as they follow.") { RedirectVpn(), RedirectNumber() },
            },
        },
        CertificateCommands.CreateCmd(),
        PolicyCommands.CreateCmd(),
        PingCommands.CreateCmd(),
        CliOptions.Vrf,
    };

    public static Command CreateFlush() => new("flush", "Clear state.")
    {
        new Command("ike", "Delete SAs.")
        {
            Selecting("ike-sa", "IKE SAs with their Child SAs.", "vpn", static s => new ExecuteRequest { FlushIke = s }, withAll: true),
            Selecting("child-sa", "Child SAs.", "security-policy", static s => new ExecuteRequest { FlushChild = s }, withAll: true),
        },
        CliOptions.Vrf,
    };

    private static Command InitiateChild()
    {
        var policy = new Argument<string>("NAME") { Description = "Name of the security policy." };
        var vpnName = new Argument<string>("VPN") { Description = "Name of the vpn." };
        var vpn = new Command("vpn", "The policy's vpn, needed when several have a policy of that name.") { vpnName };
        var command = new Command("security-policy", "The security policy to negotiate.") { policy, vpn };
        vpn.SetAction((parsed, _) => ExecuteAsync(parsed, new ExecuteRequest
        {
            InitiateChild = new InitiateChild { SecurityPolicy = parsed.GetValue(policy), Vpn = parsed.GetValue(vpnName) },
        }));
        command.SetAction((parsed, _) => ExecuteAsync(parsed, new ExecuteRequest
        {
            InitiateChild = new InitiateChild { SecurityPolicy = parsed.GetValue(policy) },
        }));
        return command;
    }

    private static Command RedirectVpn()
    {
        var name = new Argument<string>("NAME") { Description = "Its name." };
        var command = new Command("vpn", "All IKE SAs of one vpn.") { name };
        AddGateway(command, parsed => new SaSelector { Name = parsed.GetValue(name)! });
        return command;
    }

    private static Command RedirectNumber()
    {
        var number = new Argument<uint>("NUMBER") { Description = "The number behind # in `show ike ike-sa details`." };
        var command = new Command("unique-id", "One IKE SA by its number.") { number };
        AddGateway(command, parsed => new SaSelector { UniqueId = parsed.GetValue(number) });
        return command;
    }

    private static void AddGateway(Command command, Func<ParseResult, SaSelector> selector)
    {
        var gateway = new Argument<string>("ADDRESS") { Description = "The gateway's address." };
        var to = new Command("to", "The gateway to go to.") { gateway };
        to.SetAction((parsed, _) => ExecuteAsync(parsed, new ExecuteRequest { RedirectIke = new RedirectIke { Selector = selector(parsed), Gateway = parsed.GetValue(gateway)! } }));
        command.Add(to);
    }

    private static Command Selecting(string name, string description, string nameKind, Func<SaSelector, ExecuteRequest> request, bool withAll = false)
    {
        var number = new Argument<uint>("NUMBER") { Description = "The number behind # in `show ike ike-sa details`." };
        var byNumber = new Command("unique-id", "One SA by its number.") { number };
        byNumber.SetAction((parsed, _) => ExecuteAsync(parsed, request(new SaSelector { UniqueId = parsed.GetValue(number) })));
        var command = new Command(name, description)
        {
            Named(nameKind, $"All SAs of one {nameKind.Replace('-', ' ')}.", value => request(new SaSelector { Name = value })),
            byNumber,
        };
        if (withAll)
        {
            var all = new Command("all", "All of them.");
            all.SetAction((parsed, _) => ExecuteAsync(parsed, request(new SaSelector { All = true })));
            command.Add(all);
        }

        return command;
    }

    private static Command Named(string keyword, string description, Func<string, ExecuteRequest> request)
    {
        var name = new Argument<string>("NAME") { Description = "Its name." };
        var command = new Command(keyword, description) { name };
        command.SetAction((parsed, _) => ExecuteAsync(parsed, request(parsed.GetValue(name)!)));
        return command;
    }

    /// <summary>Runs a command: lines of progress as they come, then the result.</summary>
    public static Task<int> ExecuteAsync(ParseResult parsed, ExecuteRequest request) => AgentConnection.RunAsync(parsed, async client =>
    {
        var output = parsed.InvocationConfiguration.Output;
        var json = parsed.GetValue(CliOptions.Json);
        var progress = new List<string>();
        CommandResult? result = null;
        if (parsed.GetValue(CliOptions.Vrf) is { } vrf)
        {
            request.Vrf = vrf;
        }

        using var call = client.Execute(request);
        await foreach (var response in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
        {
            switch (response.EventCase)
            {
                case ExecuteResponse.EventOneofCase.Progress:
                    progress.Add(response.Progress);
                    if (!json)
                    {
                        await output.WriteLineAsync(response.Progress).ConfigureAwait(false);
                    }

                    break;
                case ExecuteResponse.EventOneofCase.Result:
                    result = response.Result;
                    break;
            }
        }

        return result is null
            ? AgentConnection.Fail(parsed, ExitCodes.Failed, "the agent ended the command without a result")
            : CommandOutput.Write(parsed, result, progress);
    });
}

/// <summary>How a result of the agent is written.</summary>
internal static class CommandOutput
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the result and gives back the exit code.</summary>
    public static int Write(ParseResult parsed, CommandResult result, IReadOnlyList<string> progress)
    {
        var succeeded = result.Status == CommandStatus.Succeeded;
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CliOptions.Json))
        {
            output.WriteLine(JsonSerializer.Serialize(
                new Dictionary<string, object>
                {
                    ["status"] = result.Status.ToString().ToLowerInvariant(),
                    ["affected"] = result.Affected,
                    ["message"] = result.Message,
                    ["lines"] = progress.Count > 0 ? progress : result.Lines,
                },
                Indented));
            return succeeded ? ExitCodes.Success : ExitCodes.Failed;
        }

        // What was shown as it happened is not shown again.
        foreach (var line in progress.Count > 0 ? [] : result.Lines)
        {
            output.WriteLine(line);
        }

        if (!succeeded)
        {
            return AgentConnection.Fail(parsed, ExitCodes.Failed, result.Message);
        }

        if (result.Message.Length > 0)
        {
            output.WriteLine(result.Message);
        }

        return ExitCodes.Success;
    }
}
