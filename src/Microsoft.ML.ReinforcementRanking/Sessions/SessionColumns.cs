namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>The columns of a session log by role. Only named roles are read.</summary>
internal sealed record SessionColumns
{
    /// <summary>Known-size vector of Single, dense or sparse: the state.</summary>
    public required string Features { get; init; }

    /// <summary>Key, integer or text: rows of equal value form one session, in row order. Null: every row is a session of its own.</summary>
    public string? Group { get; init; }

    /// <summary>Single or Boolean columns; the first one is the main response.</summary>
    public IReadOnlyList<string> Responses { get; init; } = [];

    /// <summary>Key type (a choice from a catalogue) or known-size vector of Single (a continuous action).</summary>
    public string? Action { get; init; }

    /// <summary>Known-size vector of Single that is a function of the key-typed action alone.</summary>
    public string? ActionFeatures { get; init; }

    /// <summary>Single: the probability (or density) with which the logging policy chose the row's action, above 0 (and at most 1 for key actions).</summary>
    public string? Propensity { get; init; }

    /// <summary>Single, at least 0: the weight of the row in every loss.</summary>
    public string? Weight { get; init; }
}
