using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Client;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>Finds the agent: the one socket that was named, or the first that answers of those where agents listen.</summary>
internal sealed class AgentSocket(IReadOnlyList<string> paths, NmsecClientOptions options, NmsecService service = NmsecService.IpSecurity)
{
    private const string NssAdvice = "An agent opens this socket only where its option 'Nmsec:NssSocketPath' says; name it with --socket PATH.";
    private const string AgentAdvice = "Start the agent with './run' (or './run --config FILE'), or name its socket with --socket PATH.";

    /// <summary>Connects and reads the server's greeting.</summary>
    /// <exception cref="CommandFailure">Nobody answers; the message names every path and what is wrong with it.</exception>
    /// <exception cref="NmsecException">Somebody answers and says no.</exception>
    public async Task<NmsecClient> ConnectAsync(CancellationToken cancellation)
    {
        var advice = service == NmsecService.NetworkSecurity ? NssAdvice : AgentAdvice;
        var failures = new List<string>();
        foreach (var path in paths)
        {
            try
            {
                return await NmsecClient.ConnectAsync(path, options, cancellation);
            }
            catch (SocketException exception)
            {
                failures.Add(Describe(path, exception));
            }
            catch (ArgumentException exception)
            {
                // Longer than an address of a Unix socket can be.
                failures.Add($"{path}: {exception.Message}");
            }
        }

        throw new CommandFailure(ExitCode.Failure, failures.Count == 1
            ? $"{failures[0]}. {advice}"
            : $"no agent answers. Tried:\n  {string.Join("\n  ", failures)}\n{advice}");
    }

    private static string Describe(string path, SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AccessDenied =>
            $"You may not open {path}: the agent's options name its group ('Nmsec:SocketGroup'); join that group or use sudo",
        SocketError.ConnectionRefused => $"Nobody answers at {path}: an agent that is gone has left it",
        _ when !File.Exists(path) => $"There is no socket {path}",
        _ => $"Cannot reach the agent at {path}: {exception.Message}",
    };
}
