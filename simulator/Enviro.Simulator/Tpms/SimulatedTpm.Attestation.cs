using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Tpm;

namespace Enviro.Simulator;

// Quote, Certify, Sign (TPM 2.0 Part 3, 18.4, 18.2, 20.2).
public sealed partial class SimulatedTpm
{
    private const uint AttestMagic = 0xFF544347;
    private const int AttestCertify = 0x8017;
    private const int AttestQuote = 0x8018;
    private const int TagHashCheck = 0x8024;
    private const uint FirmwareVersion1 = 0x00010000;
    private const uint FirmwareVersion2 = 0;

    private enum SignatureScheme
    {
        None,
        EcdsaSha256,
        Other,
    }

    private void Quote(Call call)
    {
        TpmCommandReader parameters = call.Parameters;
        parameters.BeginParameter(1);
        byte[] qualifyingData = parameters.Sized(TpmCommandReader.MaxData);
        parameters.BeginParameter(2);
        SignatureScheme scheme = ReadScheme(parameters);
        parameters.BeginParameter(3);
        (TpmAlgorithm Bank, int Mask)[] pcrs = parameters.PcrSelections();
        parameters.End();
        TpmObject signer = Signer(call.Handles[0], handleNumber: 1, scheme, schemeNumber: 2);
        (TpmAlgorithm Bank, int Mask)[] covered = Active(pcrs);
        Attest(call.Response, signer, AttestQuote, qualifyingData, writer =>
        {
            writer.PcrSelections(covered);
            writer.Sized(DigestOf(covered));
        });
        Quoted?.Invoke(qualifyingData);
    }

    private void Certify(Call call)
    {
        TpmCommandReader parameters = call.Parameters;
        parameters.BeginParameter(1);
        byte[] qualifyingData = parameters.Sized(TpmCommandReader.MaxData);
        parameters.BeginParameter(2);
        SignatureScheme scheme = ReadScheme(parameters);
        parameters.End();
        TpmObject signer = Signer(call.Handles[1], handleNumber: 2, scheme, schemeNumber: 2);
        TpmObject certified = FindObject(call.Handles[0])!;
        Attest(call.Response, signer, AttestCertify, qualifyingData, writer =>
        {
            writer.Sized(certified.Name);
            writer.Sized(certified.QualifiedName);
        });
    }

    private void Sign(Call call)
    {
        TpmCommandReader parameters = call.Parameters;
        parameters.BeginParameter(1);
        byte[] digest = parameters.Sized(TpmCommandReader.MaxDigest);
        parameters.BeginParameter(2);
        SignatureScheme scheme = ReadScheme(parameters);
        parameters.BeginParameter(3);
        if (parameters.UInt16() != TagHashCheck)
        {
            throw parameters.Refuse(TpmRc.Tag);
        }

        if (!IsOfKind(HandleKind.Hierarchy, parameters.UInt32()))
        {
            throw parameters.Refuse(TpmRc.Value);
        }

        byte[] ticket = parameters.Sized(TpmCommandReader.MaxDigest);
        parameters.End();
        TpmObject signer = Signer(call.Handles[0], handleNumber: 1, scheme, schemeNumber: 2);

        // A ticket says that this TPM made the digest; no command here does, so none is genuine.
        if (ticket.Length != 0 || signer.Template.Has(TpmObjectAttributes.Restricted))
        {
            throw TpmRefusal.OfParameter(TpmRc.Ticket, 3);
        }

        if (digest.Length != SHA256.HashSizeInBytes)
        {
            throw TpmRefusal.OfParameter(TpmRc.Size, 1);
        }

        call.Response.Signature(signer.Sign(digest));
    }

    // TPMT_SIG_SCHEME+.
    private static SignatureScheme ReadScheme(TpmCommandReader parameters)
    {
        switch ((TpmAlgorithm)parameters.UInt16())
        {
            case TpmAlgorithm.Null:
                return SignatureScheme.None;
            case TpmAlgorithm.Ecdsa:
                return parameters.Hash() == TpmAlgorithm.Sha256 ? SignatureScheme.EcdsaSha256 : SignatureScheme.Other;
            default:
                throw parameters.Refuse(TpmRc.Scheme);
        }
    }

    private TpmObject Signer(uint handle, int handleNumber, SignatureScheme scheme, int schemeNumber)
    {
        TpmObject? key = FindObject(handle);
        if (key is not null && !key.Template.Has(TpmObjectAttributes.Sign))
        {
            throw TpmRefusal.OfHandle(TpmRc.Key, handleNumber);
        }

        // Signing by nobody is for hashes alone in the reference implementation; here it is refused as there a quote by nobody is.
        bool fits = key is not null
            && (scheme == SignatureScheme.EcdsaSha256 || (scheme == SignatureScheme.None && key.Template.HasScheme));
        return fits ? key! : throw TpmRefusal.OfParameter(TpmRc.Scheme, schemeNumber);
    }

    // TPM2B_ATTEST and its signature (Part 2, 10.12.12). For a key outside the endorsement hierarchy counts and firmware version are offset by a
    // constant of that key (Part 1, 36.7), so that nobody tells from two keys' attestations that they come from one TPM.
    private void Attest(TpmResponseWriter response, TpmObject signer, int type, byte[] qualifyingData, Action<TpmResponseWriter> content)
    {
        byte[] offsets = signer.Hierarchy == TpmHandles.Endorsement
            ? new byte[16]
            : HMACSHA256.HashData(SeedOf(signer.Hierarchy), (byte[])[.. "OBFUSCATE\0"u8, .. signer.QualifiedName]);
        TpmResponseWriter attest = new();
        attest.UInt32(AttestMagic);
        attest.UInt16(type);
        attest.Sized(signer.QualifiedName);
        attest.Sized(qualifyingData);
        WriteClock(attest, BinaryPrimitives.ReadUInt32BigEndian(offsets.AsSpan(8)), BinaryPrimitives.ReadUInt32BigEndian(offsets.AsSpan(12)));
        attest.UInt64((((ulong)FirmwareVersion1 << 32) | FirmwareVersion2) + BinaryPrimitives.ReadUInt64BigEndian(offsets));
        content(attest);
        response.Sized(attest.Written);
        response.Signature(signer.Sign(SHA256.HashData(attest.Written)));
    }
}
