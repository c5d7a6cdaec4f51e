using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MyIkev2.Engine.Runtime.Tests.Diagnostics;

/// <summary>Keeps log lines for assertions.</summary>
internal sealed class RecordingLogger : ILoggerFactory
{
    public ConcurrentQueue<(string Category, LogLevel Level, int Id, string Text)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Category(RecordingLogger owner, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Lines.Enqueue((name, logLevel, eventId.Id, formatter(state, exception)));
    }
}
