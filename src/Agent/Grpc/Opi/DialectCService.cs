using Google.Protobuf;
using Grpc.Core;
using A = MyIkev2.Agent.Grpc.Opi.DialectA;
using C = MyIkev2.Agent.Grpc.Opi.DialectC;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// opi_api.security.v1.IPsecService: the messages of <see cref="DialectAService"/> octet by octet, but for enums whose numbers are one higher. Of those
/// AuthType is in requests and the states of SAs are in answers.
/// </summary>
internal sealed class DialectCService(DialectAService service) : C.IPsecService.IPsecServiceBase
{
    public override async Task<C.IPsecVersionResponse> IPsecVersion(C.IPsecVersionRequest request, ServerCallContext context) =>
        Answer(C.IPsecVersionResponse.Parser, await service.IPsecVersion(Question(A.IPsecVersionReq.Parser, request), context));

    public override async Task<C.IPsecStatsResponse> IPsecStats(C.IPsecStatsRequest request, ServerCallContext context) =>
        Answer(C.IPsecStatsResponse.Parser, await service.IPsecStats(Question(A.IPsecStatsReq.Parser, request), context));

    public override async Task<C.IPsecInitiateResponse> IPsecInitiate(C.IPsecInitiateRequest request, ServerCallContext context) =>
        Answer(C.IPsecInitiateResponse.Parser, await service.IPsecInitiate(Question(A.IPsecInitiateReq.Parser, request), context));

    public override async Task<C.IPsecTerminateResponse> IPsecTerminate(C.IPsecTerminateRequest request, ServerCallContext context) =>
        Answer(C.IPsecTerminateResponse.Parser, await service.IPsecTerminate(Question(A.IPsecTerminateReq.Parser, request), context));

    public override async Task<C.IPsecRekeyResponse> IPsecRekey(C.IPsecRekeyRequest request, ServerCallContext context) =>
        Answer(C.IPsecRekeyResponse.Parser, await service.IPsecRekey(Question(A.IPsecRekeyReq.Parser, request), context));

    public override async Task<C.IPsecListSasResponse> IPsecListSas(C.IPsecListSasRequest request, ServerCallContext context)
    {
        A.IPsecListSasResp answer = await service.IPsecListSas(Question(A.IPsecListSasReq.Parser, request), context);
        foreach (A.ListIkeSa ike in answer.Ikesas)
        {
            ike.Ikestate++;
            foreach (A.ListChildSa child in ike.Childsas)
            {
                child.State++;
            }
        }

        return Answer(C.IPsecListSasResponse.Parser, answer);
    }

    public override async Task<C.IPsecListConnsResponse> IPsecListConns(C.IPsecListConnsRequest request, ServerCallContext context) =>
        Answer(C.IPsecListConnsResponse.Parser, await service.IPsecListConns(Question(A.IPsecListConnsReq.Parser, request), context));

    public override async Task<C.IPsecListCertsResponse> IPsecListCerts(C.IPsecListCertsRequest request, ServerCallContext context) =>
        Answer(C.IPsecListCertsResponse.Parser, await service.IPsecListCerts(Question(A.IPsecListCertsReq.Parser, request), context));

    public override async Task<C.IPsecLoadConnResponse> IPsecLoadConn(C.IPsecLoadConnRequest request, ServerCallContext context)
    {
        A.IPsecLoadConnReq question = Question(A.IPsecLoadConnReq.Parser, request);
        if (question.Connection?.LocalAuth is { } local)
        {
            local.Auth = AuthTypeOf(local.Auth);
        }

        if (question.Connection?.RemoteAuth is { } remote)
        {
            remote.Auth = AuthTypeOf(remote.Auth);
        }

        return Answer(C.IPsecLoadConnResponse.Parser, await service.IPsecLoadConn(question, context));
    }

    public override async Task<C.IPsecUnloadConnResponse> IPsecUnloadConn(C.IPsecUnloadConnRequest request, ServerCallContext context) =>
        Answer(C.IPsecUnloadConnResponse.Parser, await service.IPsecUnloadConn(Question(A.IPsecUnloadConnReq.Parser, request), context));

    /// <summary>"Unspecified" is what the other dialect has as its default: a public key.</summary>
    private static A.AuthType AuthTypeOf(A.AuthType value) => value == 0 ? A.AuthType.Pubkey : value - 1;

    private static T Question<T>(MessageParser<T> parser, IMessage request)
        where T : IMessage<T> => parser.ParseFrom(request.ToByteString());

    private static T Answer<T>(MessageParser<T> parser, IMessage answer)
        where T : IMessage<T> => parser.ParseFrom(answer.ToByteString());
}
