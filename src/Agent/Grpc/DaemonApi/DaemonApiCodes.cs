using Grpc.Core;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.DaemonApi;

/// <summary>
/// TABLE: the numbers of the MyIKEv2 daemon API. Those of the types are published; for the states there is only a field without numbers, so they
/// are ours and stay in this one place.
/// </summary>
internal static class DaemonApiCodes
{
    public const uint IkeTest = 1;
    public const uint OtherTest = 2;

    public static uint Of(TestDaemonState state) => state switch
    {
        TestDaemonState.Defined => 1,
        TestDaemonState.Starting => 2,
        TestDaemonState.Running => 3,
        TestDaemonState.Stopping => 4,
        TestDaemonState.Ended => 5,
        TestDaemonState.Failed => 6,
        _ => 0,
    };

    /// <summary>The word for a number, as the command line shows it.</summary>
    public static string NameOf(uint state) => state switch
    {
        1 => "defined",
        2 => "starting",
        3 => "running",
        4 => "stopping",
        5 => "ended",
        6 => "failed",
        _ => "unknown",
    };

    public static StatusCode CodeOf(TestDaemonStatus status) => status switch
    {
        TestDaemonStatus.Succeeded => StatusCode.OK,
        TestDaemonStatus.NotFound => StatusCode.NotFound,
        TestDaemonStatus.AlreadyExists => StatusCode.AlreadyExists,
        TestDaemonStatus.Invalid => StatusCode.InvalidArgument,
        TestDaemonStatus.NotSupported => StatusCode.Unimplemented,
        TestDaemonStatus.NotAllowed => StatusCode.PermissionDenied,
        TestDaemonStatus.TooMany => StatusCode.ResourceExhausted,
        TestDaemonStatus.Unavailable => StatusCode.Unavailable,
        _ => StatusCode.FailedPrecondition,
    };

    /// <summary>The path of a field in the request.</summary>
    public static string NameOf(TestDefinitionField field) => field switch
    {
        TestDefinitionField.Name => "Name",
        TestDefinitionField.Setup => "MyIKEv2Test.Setup",
        TestDefinitionField.LogDirectory => "MyIKEv2Test.LogDir",
        TestDefinitionField.SetupCommands => "OtherTest.SetupCMDs",
        TestDefinitionField.UpCommands => "OtherTest.UpCMDs",
        TestDefinitionField.DestroyCommands => "OtherTest.DestroyCMDs",
        TestDefinitionField.DataInterface => "OtherTest.DataIf",
        TestDefinitionField.DataInterfacePrefix => "OtherTest.DataIfAddr",
        _ => "",
    };
}
