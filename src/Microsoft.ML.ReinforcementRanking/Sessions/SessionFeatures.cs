namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the history features of a row, with the names and values of the columns that <c>GroupSessions</c> adds.</summary>
public sealed class SessionFeatures
{
    internal SessionFeatures(float[] history, string[] lastActions) => (History, LastActions) = (history, lastActions);

    /// <summary>Gets the number of rows of the session that were shown at an earlier time.</summary>
    public float Step => History[0];

    /// <summary>Gets the features, in the order of <see cref="SessionState.SlotNames"/>.</summary>
    public float[] History { get; }

    /// <summary>Gets the ids of the last actions, newest first. An id is empty if there are fewer.</summary>
    public string[] LastActions { get; }
}
