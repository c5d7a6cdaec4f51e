using Microsoft.Extensions.Options;
using MyIkev2.Agent.Hosting.Demo;
using MyIkev2.Agent.Hosting.State;
using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Certificates;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Sessions;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Registry;
using Serilog;

namespace MyIkev2.Agent.Hosting;

/// <summary>The composition root: the only place that knows the engine and every interface.</summary>
internal static class AgentHost
{
    /// <summary>Runs the service until it is told to stop. What keeps it from starting is one clear message and exit code 1.</summary>
    public static async Task<int> RunAsync(AgentRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await BuildAndRunAsync(run, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StartException or ListenException or TunnelDeviceException or OptionsValidationException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await run.Error.WriteLineAsync($"myikev2: cannot start: {e.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task<int> BuildAndRunAsync(AgentRun run, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        AgentSettings.Load(builder.Configuration, run);
        if (builder.Configuration["Grpc:SocketPath"] == RuntimeDirectory.AgentSocket)
        {
            RuntimeDirectory.Create();
        }

        var engineOptions = OptionsRegistration.Bind<EngineRuntimeOptions>(builder.Configuration, EngineRuntimeOptions.Section);
        var logOptions = OptionsRegistration.Bind<LogOptions>(builder.Configuration, LogOptions.Section);
        var stateOptions = OptionsRegistration.Bind<StateOptions>(builder.Configuration, StateOptions.Section);
        var sessionOptions = OptionsRegistration.Bind<FlowSessionOptions>(builder.Configuration, FlowSessionOptions.Section);
        var daemonOptions = OptionsRegistration.Bind<DaemonOptions>(builder.Configuration, DaemonOptions.Section);
        StartException.ThrowIfAny("the settings are wrong", OptionsRegistration.Validate(engineOptions, logOptions, stateOptions, sessionOptions, daemonOptions));

        if (engineOptions.KeyLogFile is { Length: > 0 } keyLog)
        {
            await run.Error.WriteLineAsync($"myikev2: WARNING: the keys of every IKE SA are written to {keyLog}, those of every Child SA to {keyLog}{KeyLogWriter.EspSuffix}; whoever reads them can decrypt").ConfigureAwait(false);
        }

        await using var log = SerilogSetup.Create(logOptions, builder.Configuration);
        builder.Logging.ClearProviders().AddSerilog(log);
        using var loggers = LoggerFactory.Create(logging => logging.AddSerilog(log));

        using var crypto = engineOptions.PortableCryptography ? CryptoProviders.CreatePortable() : CryptoProviders.CreateBest();
        await using var peer = run.IsDemonstration ? DemoPeer.Start(crypto) : null;
        using var configuration = OpenConfiguration(
            run, peer, loggers, OptionsRegistration.Bind<CertificateOptions>(builder.Configuration, CertificateOptions.Section));
        await using var engine = new EngineHost(engineOptions, new EngineHostServices
        {
            Crypto = crypto,
            Loggers = loggers,
            LogLevels = configuration.Current.LogLevels,
            Info = ServiceInfo(),
            Sessions = sessionOptions,
        });

        builder.Services.AddSingleton(stateOptions);
        if (daemonOptions.Enabled)
        {
            builder.Services.AddSingleton<ITestRunFactory>(new TestRunFactory(crypto, loggers, ServiceInfo().Version)).AddTestDaemon(daemonOptions);
        }

        AddServices(builder, engine, configuration);
        if (peer is not null)
        {
            builder.Services.AddSingleton(run).AddSingleton<DemoAccess>().AddHostedService<DemoDisplay>().AddHostedService<DemoTraffic>();
        }

        await using var app = builder.Build();
        KestrelEndpoints.Map(app);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        run.Started?.Invoke(app.Services);
        await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        return app.Services.GetRequiredService<EngineService>().Failed ? 1 : 0;
    }

    private static void AddServices(WebApplicationBuilder builder, EngineHost engine, ConfigurationStore configuration)
    {
        var services = builder.Services;

        // Peers must hear from us before a supervisor loses patience; the engine itself waits less.
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(engine);
        services.AddSingleton(engine.Registry);
        services.AddSingleton<IEngineControl>(engine);
        services.AddSingleton(engine.Sessions);
        services.AddSingleton(configuration);
        services.AddSingleton<IConfigurationControl>(configuration);
        services.AddSingleton<ICertificateControl>(new CertificateImport(configuration));

        // Before the engine: readings start from what was kept.
        services.AddSingleton<LifetimeTotalsKeeper>();
        services.AddHostedService(static provider => provider.GetRequiredService<LifetimeTotalsKeeper>());

        // First of all services to start: interfaces find a registry that is alive.
        services.AddSingleton<EngineService>();
        services.AddHostedService(static provider => provider.GetRequiredService<EngineService>());
        services.AddHostedService<ServiceNotification>();
        services.AddHealthChecks().AddCheck<EngineHealthCheck>("engine");
        services.AddSingleton<IStateFiles, StateFiles>();
        services.AddSnmpAgent(builder.Configuration);
        KestrelEndpoints.Add(builder);
    }

    private static ConfigurationStore OpenConfiguration(AgentRun run, DemoPeer? peer, ILoggerFactory loggers, CertificateOptions certificates)
    {
        IReadOnlyList<ConfigDiagnostic> findings;
        var store = peer is not null
            ? ConfigurationStore.InMemory(peer.ConfigurationForUs, out findings)
            : ConfigurationStore.Open(run.ConfigurationFile!, out findings, certificates.FolderFor(run.ConfigurationFile!));
        if (store is null)
        {
            throw new StartException($"the configuration {run.ConfigurationFile} cannot be used", [.. findings.Where(static f => f.IsError).Select(static f => f.ToString())]);
        }

        var logger = loggers.CreateLogger("MyIkev2.Configuration");
        foreach (var finding in findings)
        {
            AgentLog.ConfigurationWarning(logger, finding.ToString());
        }

        return store;
    }

    private static EngineInfo ServiceInfo() => new()
    {
        Version = typeof(AgentHost).Assembly.GetName().Version?.ToString(3) ?? "0",
        StartedAt = TimeProvider.System.GetUtcNow(),
        HostName = Environment.MachineName,
    };
}

/// <summary>The service cannot start; the message says why and is for the operator.</summary>
internal sealed class StartException(string what, IReadOnlyList<string> reasons)
    : Exception(reasons.Count == 0 ? what : $"{what}:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", reasons)}")
{
    public static void ThrowIfAny(string what, IReadOnlyList<string> reasons)
    {
        if (reasons.Count > 0)
        {
            throw new StartException(what, reasons);
        }
    }
}
