using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>Registers the daemon. Without it its API is not there at all.</summary>
internal static class DaemonRegistration
{
    public static IServiceCollection AddTestDaemon(this IServiceCollection services, DaemonOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<TestDefinitionRules>();
        services.AddSingleton(static provider => new ManagedTestStarter(
            provider.GetRequiredService<DaemonOptions>(), provider.GetRequiredService<IOptions<GrpcOptions>>().Value, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(static provider => new TestDaemonStore(
            provider.GetRequiredService<IStateFiles>().Find(TestDaemonStore.FileName), provider.GetRequiredService<ILogger<TestDaemonStore>>()));
        services.AddSingleton<TestDaemon>();
        services.AddSingleton<ITestDaemon>(static provider => provider.GetRequiredService<TestDaemon>());
        services.AddHostedService(static provider => provider.GetRequiredService<TestDaemon>());
        return services;
    }
}
