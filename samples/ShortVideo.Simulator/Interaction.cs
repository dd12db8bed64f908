namespace ShortVideo.Simulator;

/// <summary>Specifies the positive interaction of a row of KuaiRand's log. A row has at most one.</summary>
public enum Interaction
{
    /// <summary>There is no interaction.</summary>
    None,

    /// <summary><c>is_like</c>: the user likes the video.</summary>
    Like,

    /// <summary><c>is_follow</c>: the user follows the author.</summary>
    Follow,

    /// <summary><c>is_comment</c>: the user reads the comments and writes one.</summary>
    Comment,

    /// <summary><c>is_forward</c>: the user shares the video.</summary>
    Forward,

    /// <summary><c>is_profile_enter</c>: the user visits the author's page.</summary>
    EnterProfile,

    /// <summary><c>comment_stay_time</c> is above 0: the user reads the comments.</summary>
    ReadComments,
}
