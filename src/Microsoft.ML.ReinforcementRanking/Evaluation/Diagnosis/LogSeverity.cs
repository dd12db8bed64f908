namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies how much a finding about a log matters.</summary>
public enum LogSeverity
{
    /// <summary>Training works, but its result may be worse than it could be, or may be judged wrongly.</summary>
    Warning,

    /// <summary>Training fails, or its result means something else than it seems to. Do not train before this is repaired.</summary>
    Severe,
}
