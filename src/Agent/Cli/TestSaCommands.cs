using System.CommandLine;
using System.Globalization;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.TestApi;
using TestClient = MyIkev2.Agent.Grpc.TestApi.MyIKEv2APISvc.MyIKEv2APISvcClient;

namespace MyIkev2.Agent.Cli;

/// <summary><c>test list</c>, <c>test dump SPI</c>, <c>test dumpchild SPI</c>: the IKE SAs of a test run, asked over its API.</summary>
internal static class TestSaCommands
{
    private const string Where = " Asks the run on this host with the default port; --address http://HOST:PORT asks another.";

    private static readonly Option<uint> Start = new("--start") { Description = "Position of the first, from 0.", HelpName = "N" };
    private static readonly Option<uint> Length = new("--len") { Description = "How many; 0 = all.", HelpName = "N" };
    private static readonly Argument<string> Spi = new("SPI") { Description = "Own SPI in hexadecimal, as `test list` shows it." };

    public static Command CreateList()
    {
        var list = new Command("list", "The IKE SAs of a test run, in the order of creation." + Where) { Start, Length };
        list.SetAction((parsed, _) => AskAsync(parsed, async client =>
        {
            var answer = await client.ListIKESAAsync(new ListIKESAQuery { Start = parsed.GetValue(Start), Len = parsed.GetValue(Length) }).ResponseAsync.ConfigureAwait(false);
            return parsed.GetValue(CliOptions.Json) ? TestSaText.Json(answer) : TestSaText.Lines(answer);
        }));
        return list;
    }

    public static Command CreateDump()
    {
        var dump = new Command("dump", "All about an IKE SA of a test run. Keys are shown only where the run's settings reveal them." + Where) { Spi };
        dump.SetAction((parsed, _) => ulong.TryParse(parsed.GetValue(Spi), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var spi)
            ? AskAsync(parsed, async client =>
            {
                var answer = await client.GetIKESAAsync(new IKESAQuery { OwnSPI = spi }).ResponseAsync.ConfigureAwait(false);
                var children = await client.ListCHILDSAAsync(new ListCHILDSAQuery { IKEOwnSPI = spi }).ResponseAsync.ConfigureAwait(false);
                return parsed.GetValue(CliOptions.Json) ? TestSaText.Json(answer) : TestSaText.Details(answer, children.OwnSPIList);
            })
            : NoSpi(parsed));
        return dump;
    }

    public static Command CreateDumpChild()
    {
        var dump = new Command("dumpchild", "All about a CHILD_SA of a test run." + Where) { Spi };
        dump.SetAction((parsed, _) => uint.TryParse(parsed.GetValue(Spi), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var spi)
            ? AskAsync(parsed, async client =>
            {
                var answer = await client.GetCHILDSAAsync(new CHILDSAQuery { OwnSPI = spi }).ResponseAsync.ConfigureAwait(false);
                return parsed.GetValue(CliOptions.Json) ? TestSaText.Json(answer) : TestSaText.Details(answer);
            })
            : NoSpi(parsed));
        return dump;
    }

    private static Task<int> NoSpi(ParseResult parsed) =>
        Task.FromResult(AgentConnection.Fail(parsed, ExitCodes.Failed, $"'{parsed.GetValue(Spi)}' is no SPI: hexadecimal digits are expected"));

    private static Task<int> AskAsync(ParseResult parsed, Func<TestClient, Task<string>> ask) => AgentConnection.CallTestAsync(parsed, async invoker =>
    {
        await parsed.InvocationConfiguration.Output.WriteAsync(await ask(new TestClient(invoker)).ConfigureAwait(false)).ConfigureAwait(false);
        return ExitCodes.Success;
    });
}
