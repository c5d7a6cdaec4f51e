using System.CommandLine;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>The options of everything that talks to an agent.</summary>
internal sealed class CommonOptions
{
    /// <summary>Names the socket where the command line does not.</summary>
    public const string SocketVariable = "MYIKEV2_NMSEC_SOCKET";

    private readonly Option<string?> _socket;
    private readonly NmsecService _service;

    private readonly Option<string> _stack = new("--stack")
    {
        Description = "The stack (VRF) to ask; the agent's default if left out.",
        HelpName = "NAME",
        DefaultValueFactory = _ => string.Empty,
    };

    private readonly Option<string?> _dialect = DialectOption();

    public CommonOptions(NmsecService service)
    {
        _service = service;
        _socket = new Option<string?>("--socket")
        {
            Description = $"The agent's socket. Default: {SocketVariable}, or the first that answers of "
                + string.Join(", ", NmsecSocketPaths.Candidates(service)) + ".",
            HelpName = "PATH",
        };
    }

    /// <summary>Also for commands that read files.</summary>
    public static Option<string?> DialectOption() => new("--dialect")
    {
        Description = "A file that moves or renumbers what the interface's published text leaves open; see docs/nmsec-clients.md.",
        HelpName = "FILE",
    };

    /// <summary>Adds the options; a request for all stacks does not take <c>--stack</c>.</summary>
    public void AddTo(Command command, bool takesStack)
    {
        command.Add(_socket);
        if (takesStack)
        {
            command.Add(_stack);
        }

        command.Add(_dialect);
    }

    /// <summary>Where to connect and how.</summary>
    public AgentSocket Socket(ParseResult parsed)
    {
        var named = parsed.GetValue(_socket) ?? Environment.GetEnvironmentVariable(SocketVariable);
        var paths = named is { Length: > 0 } ? [named] : NmsecSocketPaths.Candidates(_service);
        return new AgentSocket(paths, new NmsecClientOptions { Dialect = ReadDialect(parsed.GetValue(_dialect)) }, _service);
    }

    /// <summary>The stack, or blank.</summary>
    public string Stack(ParseResult parsed) => parsed.GetValue(_stack) ?? string.Empty;

    /// <summary>The dialect in a file.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static NmsecDialect ReadDialect(string? file)
    {
        if (file is null)
        {
            return NmsecDialect.Design1;
        }

        try
        {
            return NmsecDialectFile.Load(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or ArgumentException or InvalidDataException)
        {
            throw new CommandFailure(ExitCode.WrongCommandLine, exception.Message);
        }
    }
}
