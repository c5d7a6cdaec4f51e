namespace MyIkev2.Registry;

/// <summary>How a request to the daemon ended.</summary>
public enum TestDaemonStatus
{
    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>There is no test of that name.</summary>
    NotFound,

    /// <summary>There is a test of that name already.</summary>
    AlreadyExists,

    /// <summary>A field is wrong; <see cref="TestDaemonResult.Field"/> says which.</summary>
    Invalid,

    /// <summary>A field asks for what this product does not do.</summary>
    NotSupported,

    /// <summary>The settings do not allow it.</summary>
    NotAllowed,

    /// <summary>There are as many tests as the settings allow.</summary>
    TooMany,

    /// <summary>It was tried and failed.</summary>
    Failed,

    /// <summary>The daemon is stopping.</summary>
    Unavailable,
}

/// <summary>The field of a definition that a result is about.</summary>
public enum TestDefinitionField
{
    /// <summary>None in particular.</summary>
    None,

    /// <summary><see cref="TestDefinition.Name"/></summary>
    Name,

    /// <summary><see cref="TestDefinition.Ike.Setup"/></summary>
    Setup,

    /// <summary><see cref="TestDefinition.Ike.LogDirectory"/></summary>
    LogDirectory,

    /// <summary><see cref="TestDefinition.Commands.SetupCommands"/></summary>
    SetupCommands,

    /// <summary><see cref="TestDefinition.Commands.UpCommands"/></summary>
    UpCommands,

    /// <summary><see cref="TestDefinition.Commands.DestroyCommands"/></summary>
    DestroyCommands,

    /// <summary><see cref="TestDefinition.Commands.DataInterface"/></summary>
    DataInterface,

    /// <summary><see cref="TestDefinition.Commands.DataInterfacePrefix"/></summary>
    DataInterfacePrefix,
}

/// <summary>The end of a request to the daemon.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Message">One sentence for whoever asked; empty when there is nothing to say.</param>
/// <param name="Field">The field that is wrong.</param>
public sealed record TestDaemonResult(TestDaemonStatus Status, string Message = "", TestDefinitionField Field = TestDefinitionField.None)
{
    /// <summary>Done, and nothing to add.</summary>
    public static TestDaemonResult Success { get; } = new(TestDaemonStatus.Succeeded);

    /// <summary>True when done.</summary>
    public bool IsSuccess => Status == TestDaemonStatus.Succeeded;
}
