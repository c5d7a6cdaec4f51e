using System.CommandLine;
using MyIkev2.NmsecProtocol.Client;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>Runs what a subcommand does and tells how it failed: one line on the error output, and an exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> action)
    {
        var errors = parsed.InvocationConfiguration.Error;
        try
        {
            return await action();
        }
        catch (CommandFailure failure)
        {
            return Fail(errors, failure.Code, failure.Message);
        }
        catch (NmsecException exception)
        {
            return Fail(errors, ExitCode.Failure, exception.Message);
        }
        catch (ArgumentException exception)
        {
            return Fail(errors, ExitCode.WrongCommandLine, exception.Message);
        }
        catch (IOException exception)
        {
            // Whoever reads the output is gone, or a file cannot be read.
            return Fail(errors, ExitCode.Failure, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private static int Fail(TextWriter errors, int code, string message)
    {
        errors.WriteLine($"nmsecq: {message}");
        return code;
    }
}
