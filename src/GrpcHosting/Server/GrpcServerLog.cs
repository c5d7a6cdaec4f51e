using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>The log messages of the gRPC server. Metadata and messages are never logged.</summary>
internal static partial class GrpcServerLog
{
    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} threw an exception.")]
    public static partial void HandlerThrew(this ILogger logger, Exception exception, string method);

    [LoggerMessage(2, LogLevel.Debug, "{Method} ended with {StatusCode}: {Detail}")]
    public static partial void CallFailed(this ILogger logger, string method, StatusCode statusCode, string detail);

    [LoggerMessage(3, LogLevel.Debug, "The deadline of {Method} passed.")]
    public static partial void DeadlinePassed(this ILogger logger, string method);

    [LoggerMessage(4, LogLevel.Debug, "{Path} was called and is not implemented.")]
    public static partial void UnknownMethodCalled(this ILogger logger, string path);

    [LoggerMessage(5, LogLevel.Error, "The handler of {Method} returned while its response write was not finished; the call was reset.")]
    public static partial void WriteOutlivedHandler(this ILogger logger, string method);

    [LoggerMessage(6, LogLevel.Error, "A callback on the cancellation of {Method} threw an exception.")]
    public static partial void CancellationCallbackThrew(this ILogger logger, Exception exception, string method);
}
