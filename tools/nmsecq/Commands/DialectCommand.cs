using System.CommandLine;
using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.Nmsecq.Commands;

/// <summary><c>nmsecq dialect</c>: the dialect that the other subcommands would speak, as a file.</summary>
internal static class DialectCommand
{
    public static Command ToCommand()
    {
        var dialect = CommonOptions.DialectOption();
        var command = new Command("dialect", "Print the dialect as a dialect file: to see what is in force, to check a file, or to begin one of your own")
        {
            dialect,
        };
        command.SetAction((parsed, _) => CommandRunner.RunAsync(parsed, async () =>
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(NmsecDialectFile.Write(CommonOptions.ReadDialect(parsed.GetValue(dialect))));
            return ExitCode.Success;
        }));
        return command;
    }
}
