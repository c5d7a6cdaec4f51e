using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Cli;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>The process of one test of the daemon. It lives as long as its standard input is open: an agent that dies takes its tests with it.</summary>
internal static class TestChild
{
    /// <summary>Returns the exit code.</summary>
    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        if (ChildLines.ReadStart(await input.ReadLineAsync().ConfigureAwait(false)) is not { } start)
        {
            await TellAsync(output, new ChildNotice { Remark = "this command is for the agent's own use" }).ConfigureAwait(false);
            return ExitCodes.Failed;
        }

        // Ctrl-C reaches the agent, too, and it knows what to do with its tests.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        using var crypto = CryptoProviders.CreateBest();
        try
        {
            return await RunAsync(start, new TestRunFactory(crypto, NullLoggerFactory.Instance, typeof(TestChild).Assembly.GetName().Version?.ToString(3) ?? "0"), input, output)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is StartException or ArgumentException or IOException)
        {
            await TellAsync(output, new ChildNotice { Remark = e.Message }).ConfigureAwait(false);
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> RunAsync(ChildStart start, TestRunFactory factory, TextReader input, TextWriter output)
    {
        var draft = factory.Read(new TestRunRequest(start.Name, start.Setup, start.SetupFileName, start.LogFile) { Folder = start.Folder });
        if (draft.Create is not { } create)
        {
            await TellAsync(output, new ChildNotice { Remark = string.Join("; ", draft.Errors) }).ConfigureAwait(false);
            return ExitCodes.Failed;
        }

        var run = create();
        try
        {
            await using var api = await TestApiServer.StartAsync(
                run.Run, start.Grpc, draft.Api, start.ApiPorts, NullLoggerFactory.Instance, CancellationToken.None, start.ControlSocket).ConfigureAwait(false);
            await TellAsync(output, new ChildNotice { Api = api.Endpoint.ToString(), Remark = api.Remark }).ConfigureAwait(false);
            run.Start();
            var end = TellEndAsync(run, output);
            while (await input.ReadLineAsync().ConfigureAwait(false) is not null)
            {
                // Nothing else is said.
            }

            await run.Run.StopAsync(gracefully: false).ConfigureAwait(false);
            await end.ConfigureAwait(false);
        }
        finally
        {
            await run.DisposeAsync().ConfigureAwait(false);
        }

        return ExitCodes.Success;
    }

    private static async Task TellEndAsync(StartableRun run, TextWriter output)
    {
        await run.Run.Completion.ConfigureAwait(false);
        await TellAsync(output, new ChildNotice { Over = run.Run.State }).ConfigureAwait(false);
    }

    /// <summary>An agent that is gone hears nothing any more, and that is no failure.</summary>
    private static async Task TellAsync(TextWriter output, ChildNotice notice)
    {
        try
        {
            await output.WriteLineAsync(ChildLines.Write(notice)).ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The standard input ends next.
        }
    }
}
