using Feed.Serving;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace FeedServer.Models;

/// <summary>Represents an engine that a request uses. It goes back to its own generation, although another model may be the current one by then.</summary>
internal sealed class EngineLease(ModelGeneration generation, ActionRankingEngine<FeedState> engine) : IDisposable
{
    public ModelGeneration Generation => generation;

    public ActionRankingEngine<FeedState> Engine => engine;

    public void Dispose() => generation.Return(engine);
}
