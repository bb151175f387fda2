using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// Whether a settings document is for this node, newer than what it has and signed by its authority: the one whose key identifier the secure element holds
/// where nobody can change it; where it holds none, the authority of the document in force; where there is none either, whoever comes first.
/// </summary>
internal sealed class SettingsCheck
{
    internal const string ChipFault = "the secure element does not answer";
    internal const string FlashFault = "the flash would not take it";
    internal const string BusyFault = "something is under way that must finish first";

    private readonly NodeParts _parts;
    private readonly SettingsStore _store;

    internal SettingsCheck(NodeParts parts, SettingsStore store)
    {
        _parts = parts;
        _store = store;
    }

    /// <summary>Says why a document is not taken; empty when it is.</summary>
    internal string FaultOf(byte[] message)
    {
        SettingsDocument document;
        TypedMessage envelope;
        try
        {
            document = SettingsDocument.Parse(message, out envelope);
        }
        catch (WireFormatException malformed)
        {
            return malformed.Message;
        }

        // The signature last: it is what takes time.
        string fault = IdentityFaultOf(document);
        fault = fault.Length > 0 ? fault : AuthorityFaultOf(document);
        fault = fault.Length > 0 ? fault : ContentFaultOf(document);
        return fault.Length > 0 ? fault : SignatureFaultOf(document, envelope);
    }

    private string IdentityFaultOf(SettingsDocument document)
    {
        byte[] publicKey = new byte[CoseKey.PublicKeyLength];
        bool hasKey = _parts.Element != null && _parts.Element.TryGetPublicKey(publicKey);
        if (!document.IsShared)
        {
            if (!hasKey)
            {
                return _parts.Element == null ? "this board has no secure element" : ChipFault;
            }

            return HmacSha256.FixedTimeEquals(document.Node, CoseKey.Thumbprint(publicKey)) ? "" : "they are for another node";
        }

        if (hasKey)
        {
            return "this node has a key in its secure element and takes no shared one";
        }

        if (_parts.CounterFlash == null)
        {
            return "this board keeps no boot counter, which a shared key needs";
        }

        SettingsDocument? current = _store.Current;
        bool isOwn = HmacSha256.FixedTimeEquals(document.Node, CoseKey.SymmetricThumbprint(document.SharedKey))
            && (current == null || HmacSha256.FixedTimeEquals(document.Node, current.Node));
        return isOwn ? "" : "they are for another node";
    }

    private string AuthorityFaultOf(SettingsDocument document)
    {
        byte[] keyId = [];
        if (_parts.Element != null && !_parts.Element.TryGetAuthorityKeyId(out keyId) && !document.IsShared)
        {
            return ChipFault;
        }

        SettingsDocument? current = _store.Current;
        bool isKnown = true;
        if (keyId.Length > 0)
        {
            isKnown = HmacSha256.FixedTimeEquals(keyId, DeviceCertificate.KeyIdOf(document.AuthorityKey));
        }
        else if (current != null)
        {
            isKnown = HmacSha256.FixedTimeEquals(current.AuthorityKey, document.AuthorityKey);
        }

        return isKnown ? "" : "they are not by this node's authority";
    }

    private string ContentFaultOf(SettingsDocument document)
    {
        if (document.Version <= _store.HighestVersion)
        {
            return "version " + document.Version.ToString() + " is not above " + _store.HighestVersion.ToString();
        }

        for (int i = 0; i < document.Sensors.Length; i++)
        {
            if (document.Sensors[i].Kind == SupplySensor.Kind)
            {
                return "the supply voltage is measured without being named";
            }

            for (int k = 0; k < i; k++)
            {
                if (document.Sensors[i].Kind == document.Sensors[k].Kind && document.Sensors[i].Channel == document.Sensors[k].Channel)
                {
                    return "they name the sensor " + document.Sensors[i].Kind + " twice";
                }
            }
        }

        return "";
    }

    private string SignatureFaultOf(SettingsDocument document, TypedMessage envelope)
    {
        bool isValid;
        if (document.IsShared)
        {
            // No chip here: seconds to minutes on a board, once for each new document.
            isValid = new P256().Verify(document.AuthorityKey, envelope.Digest(), envelope.Signature);
        }
        else if (!_parts.Element!.TryVerify(envelope.Digest(), envelope.Signature, document.AuthorityKey, out isValid))
        {
            return ChipFault;
        }

        return isValid ? "" : "the signature does not hold";
    }
}
