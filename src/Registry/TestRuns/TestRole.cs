namespace MyIkev2.Registry;

/// <summary>The side that a test run plays. Values are those of the public test API.</summary>
public enum TestRole : byte
{
    /// <summary>Starts tunnels.</summary>
    Client = 1,

    /// <summary>Answers them.</summary>
    Gateway = 2,
}
