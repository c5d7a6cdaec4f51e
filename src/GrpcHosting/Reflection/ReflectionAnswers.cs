using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection;
using Grpc.Reflection.V1;
using static Grpc.Reflection.V1.ServerReflectionRequest;

namespace MyIkev2.GrpcHosting.Reflection;

/// <summary>Answers questions about the services of a server. The messages of v1alpha differ from those of v1 in their names only.</summary>
internal sealed class ReflectionAnswers(IReadOnlyList<string> services, SymbolRegistry symbols)
{
    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case MessageRequestOneofCase.FileByFilename:
                SetFile(response, symbols.FileByName(request.FileByFilename), $"There is no file '{request.FileByFilename}'.");
                break;
            case MessageRequestOneofCase.FileContainingSymbol:
                SetFile(response, symbols.FileContainingSymbol(request.FileContainingSymbol), $"There is no symbol '{request.FileContainingSymbol}'.");
                break;
            case MessageRequestOneofCase.FileContainingExtension:
                ExtensionRequest extension = request.FileContainingExtension;
                SetFile(
                    response,
                    symbols.FileContainingExtension(extension.ContainingType, extension.ExtensionNumber),
                    $"'{extension.ContainingType}' has no extension {extension.ExtensionNumber}.");
                break;
            case MessageRequestOneofCase.AllExtensionNumbersOfType when symbols.ExtensionNumbers(request.AllExtensionNumbersOfType) is { } numbers:
                response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = request.AllExtensionNumbersOfType, ExtensionNumber = { numbers } };
                break;
            case MessageRequestOneofCase.AllExtensionNumbersOfType:
                SetError(response, StatusCode.NotFound, $"There is no message '{request.AllExtensionNumbersOfType}'.");
                break;
            case MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse();
                response.ListServicesResponse.Service.AddRange(services.Select(static name => new ServiceResponse { Name = name }));
                break;
            default:
                SetError(response, StatusCode.InvalidArgument, "The request asks for nothing that is known here.");
                break;
        }

        return response;
    }

    private static void SetFile(ServerReflectionResponse response, FileDescriptor? file, string missing)
    {
        if (file is null)
        {
            SetError(response, StatusCode.NotFound, missing);
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { SymbolRegistry.WithImports(file) } };
    }

    private static void SetError(ServerReflectionResponse response, StatusCode code, string message) =>
        response.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message };
}
