using System.Collections;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Contains the descriptions of a model's critics and, for a model of RMTL, the networks from which another fit can start.</summary>
public sealed class CriticSet : IReadOnlyList<ResponseCritic>
{
    private readonly IReadOnlyList<ResponseCritic> _critics;

    internal CriticSet(IReadOnlyList<ResponseCritic> critics, TaskCriticNetwork? tasks)
    {
        _critics = critics;
        Tasks = tasks;
    }

    /// <summary>Gets the number of critics.</summary>
    public int Count => _critics.Count;

    /// <summary>Gets the description of a critic. The critic of the main response or of the first task comes first.</summary>
    /// <param name="index">The zero-based index of the critic, below <see cref="Count"/>.</param>
    public ResponseCritic this[int index] => _critics[index];

    /// <summary>Gets the networks of the critics of tasks, or null if the model is a policy or has no critics.</summary>
    internal TaskCriticNetwork? Tasks { get; }

    /// <summary>Returns an enumerator over all critics in order.</summary>
    public IEnumerator<ResponseCritic> GetEnumerator() => _critics.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
