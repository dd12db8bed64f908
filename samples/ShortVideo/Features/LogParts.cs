using Microsoft.ML;

namespace ShortVideo.Features;

/// <summary>The parts of a log in time.</summary>
internal sealed record LogParts(IDataView Training, IDataView Validation, IDataView Test)
{
    /// <summary>Does the same with each part.</summary>
    public LogParts Map(Func<IDataView, IDataView> change) => new(change(Training), change(Validation), change(Test));
}
