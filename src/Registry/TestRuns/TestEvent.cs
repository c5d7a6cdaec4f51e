namespace MyIkev2.Registry;

/// <summary>How grave an event of a test run is. Values are those of the public test API; a level includes all above it.</summary>
public enum TestEventLevel : byte
{
    /// <summary>The run cannot go on.</summary>
    Critical = 1,

    /// <summary>Something failed that the test is about.</summary>
    Error = 2,

    /// <summary>Something is not as it should be, and the test goes on.</summary>
    Warning = 3,

    /// <summary>What happened to tunnels and to the run.</summary>
    Information = 4,

    /// <summary>Everything, messages included.</summary>
    Debug = 5,
}

/// <summary>Something that happened in a test run.</summary>
/// <param name="Level">How grave it is.</param>
/// <param name="Text">In one line.</param>
/// <param name="At">When.</param>
public sealed record TestEvent(TestEventLevel Level, string Text, DateTimeOffset At);
