using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace MyIkev2.Agent.Tests.Snmp.AgentX;

/// <summary>Keeps what is logged, and lets a test wait for it.</summary>
internal sealed class LineLog : ILogger
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Writer.TryWrite(formatter(state, exception));

    /// <summary>The next line with that text; those before it are dropped.</summary>
    internal async Task<string> WaitFor(string text)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException();
    }
}

/// <summary>A logger of the type that a service wants; without another one it drops everything.</summary>
internal sealed class TypedLog<T>(ILogger? other) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => other is not null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        other?.Log(logLevel, eventId, state, exception, formatter);
}
