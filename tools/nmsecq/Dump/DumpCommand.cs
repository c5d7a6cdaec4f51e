using System.CommandLine;
using MyIkev2.Nmsecq.Commands;

namespace MyIkev2.Nmsecq.Dump;

/// <summary><c>nmsecq dump</c>: a recorded conversation, byte by byte in words.</summary>
internal static class DumpCommand
{
    // Nobody records more of a management interface than this, and a damaged file must not eat the memory.
    private const int LargestRecording = 1 << 30;

    public static Command ToCommand()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "The bytes of one direction as they went over the socket, or of both in one stream; '-' is the standard input. Of two files the "
                + "messages are put in the order of the conversation.",
            Arity = new ArgumentArity(1, 2),
        };
        var dialect = CommonOptions.DialectOption();
        var command = new Command("dump", "Decode a recorded byte stream: messages, records, sections, field by field with offsets and names")
        {
            files,
            dialect,
        };
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(parsed, async () =>
        {
            var dumper = new StreamDumper(CommonOptions.ReadDialect(parsed.GetValue(dialect)), parsed.InvocationConfiguration.Output);
            var recordings = new List<Recording>();
            foreach (var file in parsed.GetValue(files)!)
            {
                recordings.Add(new Recording(file, await ReadAsync(file, cancellation)));
            }

            return dumper.Dump(recordings) ? ExitCode.Success : ExitCode.Failure;
        }));
        return command;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellation)
    {
        try
        {
            await using var stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer, cancellation) is > 0 and var length)
            {
                if (bytes.Length + length > LargestRecording)
                {
                    throw new CommandFailure(ExitCode.Failure, $"{file} is larger than {LargestRecording} bytes");
                }

                bytes.Write(buffer, 0, length);
            }

            return bytes.ToArray();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CommandFailure(ExitCode.Failure, exception.Message);
        }
    }
}
