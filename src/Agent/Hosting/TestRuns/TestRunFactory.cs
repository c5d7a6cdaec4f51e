using System.Net;
using MyIkev2.Engine.Crypto;
using MyIkev2.TestInstances.Credentials;
using MyIkev2.TestInstances.Planning;
using MyIkev2.TestInstances.Running;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>Makes real runs: an engine of its own for each.</summary>
/// <param name="crypto">Shared by all runs.</param>
/// <param name="loggers">Takes the engines' own logs.</param>
/// <param name="version">For displays.</param>
internal sealed class TestRunFactory(ICryptoProvider crypto, ILoggerFactory loggers, string version) : ITestRunFactory
{
    public TestRunDraft Read(TestRunRequest request)
    {
        var read = TestSetupReader.Read(request.Setup, FilesOf(request));
        string[] warnings = [.. read.Diagnostics.Where(static finding => !finding.IsError).Select(static finding => finding.ToString())];
        if (!read.IsUsable)
        {
            return new TestRunDraft { Errors = [.. read.Diagnostics.Where(static finding => finding.IsError).Select(static finding => finding.ToString())], Warnings = warnings };
        }

        var setup = read.Setup!;
        var plan = TestPlan.Create(setup, read.Material);
        return new TestRunDraft
        {
            Warnings = warnings,
            Api = new IPEndPoint(setup.ApiAddress, setup.ApiPort),
            Create = () =>
            {
                var services = new TestInstanceServices { Crypto = crypto, Loggers = loggers, Version = version };
                var run = new TestInstance(request.Name, plan.CreateRunPlan(request.LogFile), services, request.SetupFileName);
                return new StartableRun(run, run.Start, run.DisposeAsync);
            },
        };
    }

    /// <summary>A setup may come from another host: it names files below one folder, or none.</summary>
    private static SetupFiles FilesOf(TestRunRequest request) => request.Folder.Length == 0
        ? SetupFiles.Where(static _ => null, $"names a file, and there is no folder for them: set {DaemonOptions.Section}:{nameof(DaemonOptions.SetupDirectory)}")
        : SetupFiles.Where(name => TestDefinitionRules.Below(request.Folder, name), "is not below the folder for setup files");
}
