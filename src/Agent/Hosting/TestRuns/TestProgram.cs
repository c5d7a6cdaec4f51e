using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc;
using MyIkev2.Engine.Crypto;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Credentials;
using MyIkev2.TestInstances.Planning;
using MyIkev2.TestInstances.Running;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>One test as a program of its own: read the setup, run, show how it goes, report.</summary>
internal static class TestProgram
{
    /// <summary>Returns the exit code.</summary>
    public static async Task<int> RunAsync(TestProgramOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await RunSetupAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StartException or ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await options.Error.WriteLineAsync($"myikev2: cannot run the test: {e.Message}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
    }

    /// <summary>TABLE: results to exit codes; those of <see cref="ExitCodes"/> keep their meaning.</summary>
    public static int ExitCodeOf(TestResult result) => result switch
    {
        TestResult.Success => ExitCodes.Success,
        TestResult.Partial => 4,
        TestResult.AbortedOnError => 5,
        TestResult.Stopped => 6,
        _ => ExitCodes.Failed,
    };

    private static async Task<int> RunSetupAsync(TestProgramOptions options, CancellationToken cancellationToken)
    {
        var read = TestSetupReader.Read(await File.ReadAllTextAsync(options.SetupFile, cancellationToken).ConfigureAwait(false), FilesBeside(options.SetupFile));
        foreach (var finding in read.Diagnostics)
        {
            await options.Error.WriteLineAsync($"{options.SetupFile}: {finding}").ConfigureAwait(false);
        }

        if (!read.IsUsable)
        {
            return ExitCodes.Failed;
        }

        var setup = read.Setup!;
        using var crypto = CryptoProviders.CreateBest();
        var plan = TestPlan.Create(setup, read.Material).CreateRunPlan(options.LogFile);
        await using var run = new TestInstance(
            options.Name, plan, new TestInstanceServices { Crypto = crypto, Version = AgentVersion() }, Path.GetFileName(options.SetupFile));
        await using var api = options.ServesApi ? await ServeAsync(run, setup, options, cancellationToken).ConfigureAwait(false) : null;
        using var signals = new StopSignals(run);
        using var display = new TestDisplay(run, options);
        run.Start();
        var final = await display.ShowAsync(cancellationToken).ConfigureAwait(false);
        await ReportAsync(final, options).ConfigureAwait(false);
        return ExitCodeOf(final.Result);
    }

    private static async Task<TestApiServer> ServeAsync(ITestRun run, TestSetup setup, TestProgramOptions options, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationManager();
        AgentSettings.Load(configuration, new AgentRun
        {
            ConfigurationFile = options.SetupFile,
            SettingsFile = options.SettingsFile,
            Output = options.Output,
            Error = options.Error,
        });
        var grpc = OptionsRegistration.Bind<GrpcOptions>(configuration, GrpcOptions.Section);
        if (new GrpcOptionsValidator().Validate(null, grpc) is { Failed: true } invalid)
        {
            throw new StartException("the settings are wrong", [.. invalid.Failures]);
        }

        var api = await TestApiServer.StartAsync(run, grpc, new IPEndPoint(setup.ApiAddress, setup.ApiPort), ports: 1, NullLoggerFactory.Instance, cancellationToken).ConfigureAwait(false);
        if (api.Remark.Length > 0)
        {
            await options.Error.WriteLineAsync($"myikev2: {api.Remark}").ConfigureAwait(false);
        }

        return api;
    }

    private static async Task ReportAsync(TestSummary final, TestProgramOptions options)
    {
        await options.Output.WriteAsync(options.Json ? TestRunJson.Format(final) : TestRunText.Report(final)).ConfigureAwait(false);
        if (options.JsonFile is { } file)
        {
            await File.WriteAllTextAsync(file, TestRunJson.Format(final), CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Files that a setup names are looked for beside it.</summary>
    internal static SetupFiles FilesBeside(string setupFile) => SetupFiles.Of(Path.GetDirectoryName(Path.GetFullPath(setupFile)) ?? Environment.CurrentDirectory);

    private static string AgentVersion() => typeof(TestProgram).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Ctrl-C, and what supervisors send: the first stops gracefully, the next at once.</summary>
    private sealed class StopSignals : IDisposable
    {
        private readonly ITestRun _run;
        private readonly PosixSignalRegistration[] _registrations;
        private int _count;

        public StopSignals(ITestRun run)
        {
            _run = run;
            _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];
        }

        public void Dispose()
        {
            foreach (var registration in _registrations)
            {
                registration.Dispose();
            }
        }

        private void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            _ = _run.StopAsync(gracefully: Interlocked.Increment(ref _count) == 1);
        }
    }
}
