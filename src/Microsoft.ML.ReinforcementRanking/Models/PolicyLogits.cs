using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Computes the logits of a policy in one state after another, for one thread at a time. The whole catalog is read in blocks of actions, so that a thread
/// needs no memory of the size of the catalog.
/// </summary>
internal sealed class PolicyLogits(FoldedCatalog catalog)
{
    private const int BlockSize = 512;

    private readonly float[] _folded = new float[catalog.Width];
    private readonly float[] _logits = new float[Math.Min(BlockSize, catalog.Count)];
    private float _offset;

    /// <summary>Moves to a state.</summary>
    /// <param name="stateOutput">The output of the state networks.</param>
    public void Load(ReadOnlySpan<float> stateOutput) => _offset = catalog.FoldState(stateOutput, _folded);

    public float Of(int action)
    {
        catalog.Logits(action, _offset, _folded, _logits.AsSpan(0, 1));
        return _logits[0];
    }

    /// <summary>Returns the normalizer of the softmax over the whole catalog.</summary>
    public SoftmaxSum Sum()
    {
        var sum = SoftmaxSum.Empty;
        for (var first = 0; first < catalog.Count; first += BlockSize)
            sum.Add(Block(first));
        return sum;
    }

    /// <summary>Returns the normalizer of the softmax over some actions, without a pass over the others.</summary>
    public SoftmaxSum Sum(ReadOnlySpan<int> actions)
    {
        var sum = SoftmaxSum.Empty;
        for (; !actions.IsEmpty; actions = actions[Math.Min(_logits.Length, actions.Length)..])
            sum.Add(Block(actions));
        return sum;
    }

    /// <summary>Computes the logits of some actions, and returns the normalizer of their softmax.</summary>
    public SoftmaxSum Of(ReadOnlySpan<int> actions, Span<float> logits)
    {
        var sum = SoftmaxSum.Empty;
        Fill(actions, logits);
        sum.Add(logits);
        return sum;
    }

    /// <summary>Computes the logits of all actions, and returns the normalizer of their softmax.</summary>
    public SoftmaxSum OfAll(Span<float> logits)
    {
        var sum = SoftmaxSum.Empty;
        for (var first = 0; first < catalog.Count; first += BlockSize)
        {
            var block = logits.Slice(first, Math.Min(BlockSize, catalog.Count - first));
            catalog.Logits(first, _offset, _folded, block);
            sum.Add(block);
        }
        return sum;
    }

    /// <summary>
    /// Finds the actions with the highest logits. Of equal logits, the first in the catalog is higher. The queue receives them, the lowest first.
    /// </summary>
    public SoftmaxSum Top(int count, PriorityQueue<int, (float Logit, int Order)> best)
    {
        best.Clear();
        var sum = SoftmaxSum.Empty;
        for (var first = 0; first < catalog.Count; first += BlockSize)
        {
            var block = Block(first);
            // Most blocks have no action that is among the best so far.
            if (best.Count < count || TensorPrimitives.Max<float>(block) > Lowest(best))
                AddBest(block, first, count, best);
            sum.Add(block);
        }
        return sum;
    }

    /// <summary>Finds those of some actions, in ascending order, that have the highest logits.</summary>
    public SoftmaxSum Top(ReadOnlySpan<int> actions, int count, PriorityQueue<int, (float Logit, int Order)> best)
    {
        best.Clear();
        var sum = SoftmaxSum.Empty;
        while (!actions.IsEmpty)
        {
            var block = Block(actions);
            for (var place = 0; place < block.Length; place++)
                Offer(actions[place], block[place], count, best);
            sum.Add(block);
            actions = actions[block.Length..];
        }
        return sum;
    }

    private void Fill(ReadOnlySpan<int> actions, Span<float> logits)
    {
        for (var place = 0; place < logits.Length; place++)
            catalog.Logits(actions[place], _offset, _folded, logits.Slice(place, 1));
    }

    private Span<float> Block(ReadOnlySpan<int> actions)
    {
        var block = _logits.AsSpan(0, Math.Min(_logits.Length, actions.Length));
        Fill(actions, block);
        return block;
    }

    private Span<float> Block(int first)
    {
        var block = _logits.AsSpan(0, Math.Min(BlockSize, catalog.Count - first));
        catalog.Logits(first, _offset, _folded, block);
        return block;
    }

    private static void AddBest(ReadOnlySpan<float> logits, int first, int count, PriorityQueue<int, (float Logit, int Order)> best)
    {
        for (var index = 0; index < logits.Length; index++)
            Offer(first + index, logits[index], count, best);
    }

    private static void Offer(int action, float logit, int count, PriorityQueue<int, (float Logit, int Order)> best)
    {
        if (best.Count < count)
            best.Enqueue(action, (logit, -action));
        else if (logit > Lowest(best))
            best.DequeueEnqueue(action, (logit, -action));
    }

    private static float Lowest(PriorityQueue<int, (float Logit, int Order)> best)
        => best.TryPeek(out _, out var lowest) ? lowest.Logit : float.NegativeInfinity;
}
