using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.AgentX;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp;

/// <summary>Registers the SNMP agent.</summary>
public static class SnmpServiceCollectionExtensions
{
    /// <summary>
    /// Adds the SNMP agent with the options of section <see cref="SnmpOptions.SectionName"/>. Needs an
    /// <see cref="Registry.ITunnelRegistry"/> among the services, and keeps its state in
    /// <see cref="IStateFiles"/> if there are any. Wrong options stop the start with all errors named.
    /// </summary>
    public static IServiceCollection AddSnmpAgent(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<SnmpOptions>, SnmpOptionsValidator>();
        services.AddOptions<SnmpOptions>().Bind(configuration.GetSection(SnmpOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IMibNumbers>(static provider => MibNumbers.Open(
            provider.GetRequiredService<TimeProvider>(), provider.GetService<IStateFiles>(), provider.GetRequiredService<ILogger<MibNumbers>>()));
        services.AddSingleton(OpenState);
        services.AddSingleton<ISnmpSettings>(static provider => provider.GetRequiredService<SnmpStateStore>());
        services.AddSingleton(static provider => new HistorySizes(
            provider.GetRequiredService<ITunnelRegistry>(), provider.GetService<ISnmpSettings>()));
        services.AddSingleton(MakeCisco);
        services.AddSingleton(MakeSecurity);
        services.AddSingleton<SnmpAgentService>();
        services.AddHostedService(provider => provider.GetRequiredService<SnmpAgentService>());
        services.AddSingleton<IValidateOptions<AgentXOptions>, AgentXOptionsValidator>();
        services.AddOptions<AgentXOptions>().Bind(configuration.GetSection(AgentXOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<AgentXService>();
        services.AddHostedService(provider => provider.GetRequiredService<AgentXService>());
        services.AddSingleton<IValidateOptions<NotificationOptions>, NotificationOptionsValidator>();
        services.AddOptions<NotificationOptions>().Bind(configuration.GetSection(NotificationOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<NotificationMib>();
        services.AddSingleton<NotificationService>();
        services.AddHostedService(provider => provider.GetRequiredService<NotificationService>());
        return services;
    }

    /// <summary>Where nobody runs an engine there is nothing to set.</summary>
    private static CiscoMib MakeCisco(IServiceProvider provider) => new(
        provider.GetRequiredService<IOptions<SnmpOptions>>().Value.Cisco,
        provider.GetRequiredService<IMibNumbers>(),
        provider.GetService<IEngineControl>() is null ? null : ActivatorUtilities.CreateInstance<CiscoControl>(provider));

    private static SnmpStateStore OpenState(IServiceProvider provider)
    {
        var configured = provider.GetRequiredService<IOptions<SnmpOptions>>().Value.EngineId;
        return new SnmpStateStore(
            provider.GetService<IStateFiles>(),
            SnmpEngineId.TryParse(configured, out var engineId) ? engineId : [],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SnmpStateStore>>());
    }

    private static SnmpSecurity MakeSecurity(IServiceProvider provider) => new(
        provider.GetRequiredService<IOptions<SnmpOptions>>().Value,
        provider.GetRequiredService<SnmpStateStore>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ITunnelRegistry>().Capture().Engine.Version);
}
