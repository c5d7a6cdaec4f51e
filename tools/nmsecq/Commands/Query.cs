using System.CommandLine;
using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Nmsecq.Output;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>What the user asked for.</summary>
/// <param name="Filters">Filters; none means everything.</param>
/// <param name="Stack">The stack; empty means the agent's default.</param>
internal sealed record QueryArguments(IReadOnlyList<NmsecFilter> Filters, string Stack);

/// <summary>
/// A subcommand that sends one monitoring request: the options that all of them share, and the way errors are told.
/// Exit code 0 is an answer, 1 is a refusal or no agent, 2 is a wrong command line.
/// </summary>
internal abstract class Query(string name, string description, NmsecMessageType request)
{
    // What a shell expects of a program that Ctrl+C ended.
    private const int Interrupted = 130;
    private const string SocketVariable = "MYIKEV2_NMSEC_SOCKET";

    private readonly Option<string> _socket = new("--socket")
    {
        Description = "The agent's socket.",
        HelpName = "PATH",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(SocketVariable) is { Length: > 0 } path
            ? path
            : NmsecClientOptions.DefaultSocketPath,
    };

    private readonly Option<string> _stack = new("--stack")
    {
        Description = "The stack (VRF) to ask; the agent's default if left out.",
        HelpName = "NAME",
        DefaultValueFactory = _ => string.Empty,
    };

    private readonly Option<NmsecFilter[]> _filters = new("--filter")
    {
        Description = FilterParser.Help,
        HelpName = "KEY=VALUE[,KEY=VALUE...]",
        CustomParser = FilterParser.Parse,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, fields by the interface's own names." };

    private readonly Option<bool> _hex = new("--hex") { Description = "Print the answer's bytes with their EBCDIC text." };

    public Command ToCommand()
    {
        var command = new Command(name, description) { _socket, _stack, _filters, _json, _hex };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_json) && result.GetValue(_hex))
            {
                result.AddError("--json and --hex exclude each other.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Prints the records as a report.</summary>
    protected abstract Task ReportAsync(NmsecClient client, QueryArguments arguments, TextWriter output, CancellationToken cancellation);

    /// <summary>Prints the records as JSON.</summary>
    protected abstract Task JsonAsync(NmsecClient client, QueryArguments arguments, Stream output, CancellationToken cancellation);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var path = parsed.GetValue(_socket)!;
        var arguments = new QueryArguments(parsed.GetValue(_filters)!, parsed.GetValue(_stack)!);
        try
        {
            await using var client = await NmsecClient.ConnectAsync(path, cancellation: cancellation);
            if (parsed.GetValue(_hex))
            {
                await HexDump.WriteAsync(client, request, arguments, output, cancellation);
            }
            else if (parsed.GetValue(_json))
            {
                await using var bytes = Console.OpenStandardOutput();
                await JsonAsync(client, arguments, bytes, cancellation);
            }
            else
            {
                await ReportAsync(client, arguments, output, cancellation);
            }

            return 0;
        }
        catch (SocketException exception)
        {
            return Fail(errors, Unreachable(path, exception));
        }
        catch (NmsecException exception)
        {
            return Fail(errors, exception.Message);
        }
        catch (ArgumentException exception)
        {
            return Fail(errors, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }

    private static string Unreachable(string path, SocketException exception)
    {
        const string Start = "Start the agent with './run' (or './run --config FILE'), or name its socket with --socket PATH.";
        return exception.SocketErrorCode switch
        {
            SocketError.AccessDenied => $"You may not open {path}. The agent's options name its group ('Nmsec:SocketGroup'); join that group or use sudo.",
            SocketError.ConnectionRefused => $"Nobody answers at {path}: an agent that is gone has left it. {Start}",
            _ when !File.Exists(path) => $"There is no socket {path}. {Start}",
            _ => $"Cannot reach the agent at {path}: {exception.Message}. {Start}",
        };
    }

    private static int Fail(TextWriter errors, string message)
    {
        errors.WriteLine($"nmsecq: {message}");
        return 1;
    }
}
