using System.CommandLine;
using MyIkev2.Engine.Wire;
using MyIkev2.IkeDump.Input;

namespace MyIkev2.IkeDump;

/// <summary>The command line: one input, a few switches, and exit codes a script can use.</summary>
public static class DumpCommand
{
    private const int Malformed = 1;
    private const int Unusable = 2;

    private const string Description =
        """
        Prints IKEv2 datagrams as a tree, read by the engine's own reader.

        FILE is a capture (pcap or pcapng; Ethernet, raw IP, Linux cooked or loopback frames) or text in
        hexadecimal: one datagram per paragraph, white space free, '#' starts a comment; dumps of xxd are
        understood. '-' reads the standard input.

        Exit code: 0 all IKE datagrams are well-formed, 1 some are not, 2 the input cannot be used.

        Examples:
          tcpdump -w - -c 20 udp port 500 or udp port 4500 | ikedump -
          ikedump tunnel.pcap --full
          xxd datagram.bin | ikedump -
          ikedump --chain IDi decrypted.txt
        """;

    public static RootCommand Create()
    {
        var file = new Argument<string>("FILE") { Description = "Capture or hexadecimal text; '-' for the standard input." };
        var full = new Option<bool>("--full") { Description = "Print all octets of long fields." };
        var esp = new Option<bool>("--esp") { Description = "Print a line for every ESP packet and keepalive too." };
        var plain = new Option<int[]>("--ike-port")
        {
            Description = "UDP port that carries IKE (in captures).",
            DefaultValueFactory = _ => [500],
        };
        var encapsulated = new Option<int[]>("--nat-port")
        {
            Description = "UDP port that carries IKE behind a non-ESP marker, and ESP (in captures).",
            DefaultValueFactory = _ => [4500],
        };
        var chain = new Option<string?>("--chain")
        {
            Description = "The text is a decrypted payload chain that starts with this payload: SA, IDi, N, ... or a number.",
        };
        var root = new RootCommand(Description) { file, full, esp, plain, encapsulated, chain };
        root.SetAction(result =>
        {
            var options = new DumpOptions(
                result.GetValue(full),
                result.GetValue(esp),
                [.. result.GetValue(plain) ?? []],
                [.. result.GetValue(encapsulated) ?? []]);
            TextWriter output = result.InvocationConfiguration.Output;
            try
            {
                using Stream input = Open(result.GetRequiredValue(file));
                var dumper = new Dumper(options, output);
                bool clean = result.GetValue(chain) is { } first
                    ? dumper.DumpChains(ParsePayloadType(first), HexText.Read(input))
                    : dumper.Dump(InputFormat.Read(input, options));
                return clean ? 0 : Malformed;
            }
            catch (InputException problem)
            {
                result.InvocationConfiguration.Error.WriteLine($"ikedump: {problem.Message}");
                return Unusable;
            }
        });
        return root;
    }

    private static Stream Open(string path)
    {
        if (path == "-")
        {
            return Console.OpenStandardInput();
        }

        try
        {
            return File.OpenRead(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read '{path}': {problem.Message}");
        }
    }

    private static PayloadType ParsePayloadType(string text)
    {
        PayloadCatalog.Row? row = PayloadCatalog.Rows.FirstOrDefault(
            row => row.Notation.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (row is not null)
        {
            return row.Type;
        }

        if (byte.TryParse(text, out byte number))
        {
            return (PayloadType)number;
        }

        string known = string.Join(", ", PayloadCatalog.Rows.Select(each => each.Notation));
        throw new InputException($"'{text}' is no payload; known are {known}, and any number from 0 to 255");
    }
}
