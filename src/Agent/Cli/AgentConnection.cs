using System.CommandLine;
using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using MyIkev2.Agent.Hosting;
using AgentClient = MyIkev2.Agent.Grpc.V1.Agent.AgentClient;

namespace MyIkev2.Agent.Cli;

/// <summary>The way from a command to the running agent, and the words for when it does not work.</summary>
internal static class AgentConnection
{
    /// <summary>Names the agent's socket for all commands.</summary>
    public const string Variable = "MYIKEV2_SOCKET";

    // The API's default of setup files.
    private const string TestRun = "http://127.0.0.1:12330";

    private const string SystemSocket = "/run/myikev2/grpc.sock";

    /// <summary>Given to every command that talks to the agent.</summary>
    public static Option<string?> SocketOption { get; } = new("--socket")
    {
        Description = $"The agent's Unix socket. Default: {Variable}, or {RuntimeDirectory.AgentSocket}.",
        HelpName = "PATH",
        Recursive = true,
    };

    /// <summary>Runs <paramref name="body"/> with a client of the agent; what goes wrong on the way becomes one line and an exit code.</summary>
    public static Task<int> RunAsync(ParseResult parsed, Func<AgentClient, Task<int>> body) => CallAsync(parsed, invoker => body(new AgentClient(invoker)));

    /// <summary>Runs <paramref name="body"/> with the way to the agent, for clients of any service of its.</summary>
    public static async Task<int> CallAsync(ParseResult parsed, Func<CallInvoker, Task<int>> body)
    {
        if (RemoteAgent.AddressOf(parsed) is { } address)
        {
            return await RunRemoteAsync(parsed, address, body).ConfigureAwait(false);
        }

        var path = Path.GetFullPath(parsed.GetValue(SocketOption) ?? DefaultSocket());
        if (!File.Exists(path))
        {
            return NoAgent(parsed, path, "there is no such socket");
        }

        using var channel = GrpcChannel.ForUnixSocket(path);
        return await RunAsync(parsed, channel.CreateCallInvoker(), body, reason => NoAgent(parsed, path, reason)).ConfigureAwait(false);
    }

    /// <summary>As <see cref="CallAsync"/>; where neither an address nor a socket is named, the API of a test run on this host.</summary>
    public static Task<int> CallTestAsync(ParseResult parsed, Func<CallInvoker, Task<int>> body) =>
        RemoteAgent.AddressOf(parsed) is null && parsed.GetValue(SocketOption) is null ? RunRemoteAsync(parsed, TestRun, body) : CallAsync(parsed, body);

    /// <summary>Writes an error line and gives back the exit code.</summary>
    public static int Fail(ParseResult parsed, int exitCode, string message)
    {
        parsed.InvocationConfiguration.Error.WriteLine($"myikev2: {message}");
        return exitCode;
    }

    private static async Task<int> RunRemoteAsync(ParseResult parsed, string address, Func<CallInvoker, Task<int>> body)
    {
        RemoteAgent agent;
        try
        {
            agent = RemoteAgent.Open(parsed, address);
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            return Fail(parsed, ExitCodes.Failed, e.Message);
        }

        using (agent)
        {
            return await RunAsync(parsed, agent.Invoker, body, reason => NoRemoteAgent(parsed, address, reason)).ConfigureAwait(false);
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, CallInvoker invoker, Func<CallInvoker, Task<int>> body, Func<string, int> unavailable)
    {
        try
        {
            return await body(invoker).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            return unavailable(e.Status.Detail);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated)
        {
            return Fail(parsed, ExitCodes.Refused, $"the agent refuses this to you: {e.Status.Detail}");
        }
        catch (RpcException e)
        {
            return Fail(parsed, ExitCodes.Failed, e.Status.Detail.Length > 0 ? e.Status.Detail : $"the agent answered {e.StatusCode}");
        }
    }

    private static int NoAgent(ParseResult parsed, string path, string reason) => Fail(
        parsed,
        ExitCodes.NoAgent,
        $"no agent answers at {path} ({reason}).{Environment.NewLine}" +
        $"Start one with `myikev2 run --config FILE`, try it out with `myikev2 run`, name its socket with --socket PATH or {Variable}, or its address with --address.");

    private static int NoRemoteAgent(ParseResult parsed, string address, string reason) => Fail(
        parsed,
        ExitCodes.NoAgent,
        $"no agent answers at {address} ({reason}).{Environment.NewLine}" +
        "Check that its Grpc:TcpEndpoint listens there, and that --authority vouches for its certificate.");

    private static string DefaultSocket()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        // A user's own agent first, then the system's.
        return File.Exists(RuntimeDirectory.AgentSocket) || !File.Exists(SystemSocket) ? RuntimeDirectory.AgentSocket : SystemSocket;
    }
}

/// <summary>What the process says to its caller. Stable: scripts depend on them.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command was carried out and failed, or found nothing. Also wrong usage.</summary>
    public const int Failed = 1;

    /// <summary>No agent answers.</summary>
    public const int NoAgent = 2;

    /// <summary>The agent refuses the caller.</summary>
    public const int Refused = 3;

    /// <summary>It was done, but not all of it: an import that could not carry everything.</summary>
    public const int Incomplete = 4;
}
