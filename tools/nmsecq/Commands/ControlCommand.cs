using System.CommandLine;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.Nmsecq.Output;
using MyIkev2.Nmsecq.Reports;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>A subcommand that sends one control request and prints what became of each tunnel.</summary>
internal sealed class ControlCommand
{
    private const int NameWidth = 32;

    private readonly NmsecMessageType _request;
    private readonly CommonOptions _common = new(NmsecService.IpSecurity);

    private readonly Argument<string[]> _tunnels = new("TUNNEL")
    {
        Description = "Tunnels: K, M or Y and a number is a tunnel ID, anything else a name (IKE tunnel: key exchange rule; dynamic tunnel: local "
            + "dynamic VPN rule; manual tunnel: VPN action).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _names = new("--name") { Description = "A tunnel by its name, whatever it looks like.", HelpName = "NAME" };

    private readonly Option<string[]> _ids = new("--id") { Description = "A tunnel by its ID, whatever it looks like.", HelpName = "ID" };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, fields by the interface's own names." };

    private ControlCommand(NmsecMessageType request) => _request = request;

    public static Command ToCommand(string name, string description, NmsecMessageType request)
    {
        var control = new ControlCommand(request);
        var command = new Command(name, $"{description} ({MessageTypeCatalog.Get(request).Name})");
        if (request != NmsecMessageType.LoadPolicy)
        {
            command.Add(control._tunnels);
            command.Add(control._names);
            command.Add(control._ids);
            command.Add(control._json);
            command.Validators.Add(result =>
            {
                if (result.GetValue(control._tunnels) is not { Length: > 0 } && result.GetValue(control._names) is not { Length: > 0 }
                    && result.GetValue(control._ids) is not { Length: > 0 })
                {
                    result.AddError("Name at least one tunnel.");
                }
            });
        }

        control._common.AddTo(command, takesStack: true);
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(parsed, () => control.RunAsync(parsed, cancellation)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var stack = _common.Stack(parsed);
        await using var client = await _common.Socket(parsed).ConnectAsync(cancellation);
        if (_request == NmsecMessageType.LoadPolicy)
        {
            await client.LoadPolicyAsync(stack, cancellation);
            await output.WriteLineAsync("The IP security policy was loaded.");
            return ExitCode.Success;
        }

        IReadOnlyList<TunnelReference> tunnels =
        [
            .. parsed.GetValue(_tunnels)!.Select(TunnelReference.Parse),
            .. parsed.GetValue(_names)!.Select(TunnelReference.ByName),
            .. parsed.GetValue(_ids)!.Select(TunnelReference.ById),
        ];
        if (parsed.GetValue(_json))
        {
            return await JsonAsync(client, tunnels, stack, output, cancellation);
        }

        var records = await client.ControlAsync(_request, tunnels, stack, cancellation);
        foreach (var record in records)
        {
            output.WriteLine($"{Name(record),-NameWidth} {Words(record.Tunnel.Status)}");
        }

        return Outcome(records.Select(static record => record.Tunnel.Status));
    }

    private async Task<int> JsonAsync(
        NmsecClient client, IReadOnlyList<TunnelReference> tunnels, string stack, TextWriter output, CancellationToken cancellation)
    {
        var statuses = new List<TunnelControlStatus>();
        RecordDecoder<byte[]> decoder = record =>
        {
            statuses.Add(TunnelControlRecord.Read(record).Tunnel.Status);
            return record.Bytes.ToArray();
        };
        var exchange = await client.SendControlAsync(_request, tunnels, decoder, stack, cancellation);
        await RecordJson.WriteAsync(client.Dialect, RecordCatalog.Find(_request), await exchange.ReadResponseAsync(cancellation), output, cancellation);
        return statuses.Count == tunnels.Count ? Outcome(statuses) : ExitCode.Failure;
    }

    private static int Outcome(IEnumerable<TunnelControlStatus> statuses)
        => statuses.All(static status => status is TunnelControlStatus.StateUpdated or TunnelControlStatus.StateAlreadySet)
            ? ExitCode.Success
            : ExitCode.SomeTunnelsFailed;

    private static string Name(TunnelControlRecord record)
        => Names.Printable(string.Join(' ', new[] { record.Tunnel.TunnelId.ToString(), record.Tunnel.Name.ToString() }.Where(static text => text.Length > 0)));

    private static string Words(TunnelControlStatus status)
    {
        var meaning = status switch
        {
            TunnelControlStatus.NotFound => "there is no such tunnel",
            TunnelControlStatus.StateUpdated => "done, or started: a later display shows the outcome",
            TunnelControlStatus.StateAlreadySet => "it was so already",
            TunnelControlStatus.NoKeyExchangeRule => "no key exchange rule matches",
            TunnelControlStatus.NoFilter => "no dynamic filter rule matches",
            TunnelControlStatus.NoDataOffer => "no usable data offer",
            _ => "not carried out",
        };
        return $"{ReportText.Code(status, "NMsec_TUNSTATUS_")}: {meaning}";
    }
}
