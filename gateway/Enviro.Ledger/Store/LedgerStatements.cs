namespace Enviro.Ledger;

/// <summary>Every statement of the store, prepared once. Values are given in the order of the parameters' names.</summary>
internal sealed class LedgerStatements(LedgerDatabase database)
{
    /// <summary>Index, kind, leaf, salt of the message, salt of the context, context, message.</summary>
    internal StandingInsert InsertEntry { get; } = new(
        database, "INSERT INTO entries (idx, kind, leaf, message_salt, context_salt, context, message) VALUES (?, ?, ?, ?, ?, ?, ?)");

    /// <summary>Node, boot, sequence number, index, hash.</summary>
    internal StandingInsert InsertReading { get; } = new(
        database, "INSERT INTO readings (node, boot, seq, idx, message_hash) VALUES (?, ?, ?, ?, ?)");

    /// <summary>Node, boot, sequence number, index, hash.</summary>
    internal StandingInsert WriteLastReading { get; } = new(
        database, "INSERT OR REPLACE INTO last_readings (node, boot, seq, idx, message_hash) VALUES (?, ?, ?, ?, ?)");

    internal PreparedQuery InsertBlock { get; } = new(
        database, "INSERT INTO blocks (height, header, seal) VALUES ($height, $header, $seal)", "$height", "$header", "$seal");

    internal PreparedQuery WriteHead { get; } = new(
        database, "INSERT OR REPLACE INTO head (id, height, header_hash) VALUES (0, $height, $hash)", "$height", "$hash");

    internal PreparedQuery ReadHead { get; } = new(database, "SELECT height, header_hash FROM head");

    internal PreparedQuery WriteSubtrees { get; } = new(
        database, "INSERT OR REPLACE INTO subtrees (id, tree_size, hashes) VALUES (0, $size, $hashes)", "$size", "$hashes");

    internal PreparedQuery ReadSubtrees { get; } = new(database, "SELECT tree_size, hashes FROM subtrees");

    internal PreparedQuery CountEntries { get; } = new(database, "SELECT coalesce(max(idx) + 1, 0) FROM entries");

    internal PreparedQuery ReadLeaves { get; } = new(
        database, "SELECT idx, leaf FROM entries WHERE idx >= $first AND idx < $end ORDER BY idx", "$first", "$end");

    internal PreparedQuery ReadEntries { get; } = new(
        database,
        "SELECT idx, kind, leaf, message_salt, context_salt, context, message FROM entries WHERE idx >= $first AND idx < $end ORDER BY idx LIMIT $limit",
        "$first", "$end", "$limit");

    internal PreparedQuery ReadRegisterEntries { get; } = new(
        database,
        $"""
        SELECT idx, kind, leaf, message_salt, context_salt, context, message FROM entries
        WHERE kind < {Schema.FirstKindOfMeasurements} AND idx >= $first AND idx < $end ORDER BY idx LIMIT $limit
        """,
        "$first", "$end", "$limit");

    internal PreparedQuery ReadCalibrations { get; } = new(
        database,
        $"""
        SELECT idx, kind, leaf, message_salt, context_salt, context, message FROM entries
        WHERE kind < {Schema.FirstKindOfMeasurements} AND kind = {(int)EntryKind.Calibration} AND idx >= $first AND idx < $end ORDER BY idx LIMIT $limit
        """,
        "$first", "$end", "$limit");

    internal PreparedQuery ReadBlocks { get; } = new(
        database, "SELECT height, header, seal FROM blocks WHERE height >= $first ORDER BY height LIMIT $limit", "$first", "$limit");

    internal PreparedQuery ReadLastBlock { get; } = new(database, "SELECT height, header, seal FROM blocks ORDER BY height DESC LIMIT 1");

    internal PreparedQuery FindReading { get; } = new(
        database,
        "SELECT idx, message_hash, boot, seq FROM readings WHERE node = $node AND boot = $boot AND seq = $seq",
        "$node", "$boot", "$seq");

    internal PreparedQuery LastReading { get; } = new(
        database, "SELECT idx, message_hash, boot, seq FROM last_readings WHERE node = $node", "$node");

    internal PreparedQuery InsertRefusal { get; } = new(
        database,
        """
        INSERT INTO refusals (at_ms, result, result_name, source, topic, detail, is_security)
        VALUES ($at, $result, $name, $source, $topic, $detail, $security)
        """,
        "$at", "$result", "$name", "$source", "$topic", "$detail", "$security");

    /// <summary>Each of the two logs keeps its own last ones: noise does not push security events out.</summary>
    internal PreparedQuery ForgetOldRefusals { get; } = new(
        database,
        $"""
        DELETE FROM refusals WHERE is_security = $security
            AND id <= (SELECT id FROM refusals WHERE is_security = $security ORDER BY id DESC LIMIT 1 OFFSET {Refusal.MaxKept})
        """,
        "$security");

    internal PreparedQuery CountRefusals { get; } = new(
        database,
        """
        INSERT INTO refusal_counts (result, result_name, total) VALUES ($result, $name, $count)
        ON CONFLICT (result) DO UPDATE SET total = total + excluded.total
        """,
        "$result", "$name", "$count");

    internal PreparedQuery NameRefusals { get; } = new(
        database, "UPDATE refusal_counts SET result_name = $name WHERE result = $result AND result_name <> $name", "$result", "$name");

    internal PreparedQuery ReadRefusals { get; } = new(
        database, "SELECT at_ms, result, result_name, source, topic, detail FROM refusals ORDER BY id DESC LIMIT $limit", "$limit");

    internal PreparedQuery ReadSecurityLog { get; } = new(
        database, "SELECT at_ms, result, result_name, source, topic, detail FROM refusals WHERE is_security = 1 ORDER BY id DESC LIMIT $limit", "$limit");

    internal PreparedQuery ReadRefusalCounts { get; } = new(database, "SELECT result_name, total FROM refusal_counts ORDER BY result");

    internal PreparedQuery WritePending { get; } = new(
        database,
        """
        INSERT INTO pending (thumbprint, urn, public_key, boot, first_ms, last_ms, source, result, result_name, detail, contested_by, evidence, nonce)
        VALUES ($thumbprint, $urn, $key, $boot, $first, $last, $source, $result, $name, $detail, $contested, $evidence, $nonce)
        ON CONFLICT (thumbprint) DO UPDATE SET urn = excluded.urn, boot = excluded.boot, last_ms = excluded.last_ms, source = excluded.source,
            result = excluded.result, result_name = excluded.result_name, detail = excluded.detail,
            contested_by = coalesce(excluded.contested_by, contested_by), evidence = excluded.evidence, nonce = excluded.nonce
        """,
        "$thumbprint", "$urn", "$key", "$boot", "$first", "$last", "$source", "$result", "$name", "$detail", "$contested", "$evidence", "$nonce");

    internal PreparedQuery ContestPending { get; } = new(
        database, "UPDATE pending SET contested_by = $by WHERE thumbprint = $thumbprint", "$by", "$thumbprint");

    internal PreparedQuery CountPending { get; } = new(database, "SELECT count(*) FROM pending");

    internal PreparedQuery ForgetPending { get; } = new(database, "DELETE FROM pending WHERE thumbprint = $thumbprint", "$thumbprint");

    internal PreparedQuery DisplacePending { get; } = new(
        database,
        "DELETE FROM pending WHERE thumbprint = (SELECT thumbprint FROM pending WHERE result <> $result ORDER BY last_ms, thumbprint LIMIT 1)",
        "$result");

    internal PreparedQuery ReadPending { get; } = new(
        database,
        """
        SELECT thumbprint, urn, public_key, boot, first_ms, last_ms, source, result, result_name, detail, contested_by, evidence, nonce
        FROM pending ORDER BY first_ms, thumbprint
        """);

    internal PreparedQuery FindPending { get; } = new(
        database,
        """
        SELECT thumbprint, urn, public_key, boot, first_ms, last_ms, source, result, result_name, detail, contested_by, evidence, nonce
        FROM pending WHERE thumbprint = $thumbprint
        """,
        "$thumbprint");

    internal PreparedQuery FindPendingByUrn { get; } = new(
        database,
        """
        SELECT thumbprint, urn, public_key, boot, first_ms, last_ms, source, result, result_name, detail, contested_by, evidence, nonce
        FROM pending WHERE urn = $urn ORDER BY first_ms, thumbprint
        """,
        "$urn");
}
