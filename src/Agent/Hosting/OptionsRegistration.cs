using MyIkev2.Agent.Hosting.State;
using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Sessions;

namespace MyIkev2.Agent.Hosting;

/// <summary>Binds and checks, before anything starts, the options that the composition root itself needs. Front ends bind their own.</summary>
internal static class OptionsRegistration
{
    /// <summary>Reads a section into fresh options. Throws <see cref="StartException"/> when a value is not of its setting's kind.</summary>
    public static T Bind<T>(IConfiguration configuration, string section)
        where T : new()
    {
        var options = new T();
        try
        {
            configuration.GetSection(section).Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new StartException("the settings are wrong", [e.Message]);
        }

        return options;
    }

    /// <summary>Everything that is wrong with the settings, one line each.</summary>
    public static IReadOnlyList<string> Validate(EngineRuntimeOptions engine, LogOptions log, StateOptions state, FlowSessionOptions sessions, DaemonOptions daemon)
    {
        List<string> errors = [.. engine.Validate(), .. log.Validate(), .. state.Validate(), .. daemon.Validate()];
        sessions.Validate(errors);
        return errors;
    }
}
