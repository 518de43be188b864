"""Name every method, parameter and type that the sandbox understands, as a table (Bot API 10.1).

A line is `name parameter=type parameter!=type ...`, an exclamation mark meaning "required". Types are `int`,
`float`, `str`, `bool`, `file`, the name of an object, `[type]` for an array, `a|b` for a choice.
"""

METHODS = """
getMe
logOut
close
getUpdates offset=int limit=int timeout=int allowed_updates=[str]
setWebhook url!=str certificate=file ip_address=str max_connections=int allowed_updates=[str]
    drop_pending_updates=bool secret_token=str
deleteWebhook drop_pending_updates=bool
getWebhookInfo
sendMessage business_connection_id=str chat_id!=int|str message_thread_id=int direct_messages_topic_id=int
    text!=str parse_mode=str entities=[MessageEntity] link_preview_options=LinkPreviewOptions
    disable_notification=bool protect_content=bool allow_paid_broadcast=bool message_effect_id=str
    suggested_post_parameters=SuggestedPostParameters reply_parameters=ReplyParameters
    reply_markup=InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendPhoto business_connection_id=str chat_id!=int|str message_thread_id=int direct_messages_topic_id=int
    photo!=file|str caption=str parse_mode=str caption_entities=[MessageEntity]
    show_caption_above_media=bool has_spoiler=bool disable_notification=bool protect_content=bool
    allow_paid_broadcast=bool message_effect_id=str suggested_post_parameters=SuggestedPostParameters
    reply_parameters=ReplyParameters
    reply_markup=InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendDocument business_connection_id=str chat_id!=int|str message_thread_id=int
    direct_messages_topic_id=int document!=file|str thumbnail=file|str caption=str parse_mode=str
    caption_entities=[MessageEntity] disable_content_type_detection=bool disable_notification=bool
    protect_content=bool allow_paid_broadcast=bool message_effect_id=str
    suggested_post_parameters=SuggestedPostParameters reply_parameters=ReplyParameters
    reply_markup=InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendChatAction business_connection_id=str chat_id!=int|str message_thread_id=int action!=str
editMessageText business_connection_id=str chat_id=int|str message_id=int inline_message_id=str text=str
    parse_mode=str entities=[MessageEntity] link_preview_options=LinkPreviewOptions
    rich_message=InputRichMessage reply_markup=InlineKeyboardMarkup
editMessageCaption business_connection_id=str chat_id=int|str message_id=int inline_message_id=str
    caption=str parse_mode=str caption_entities=[MessageEntity] show_caption_above_media=bool
    reply_markup=InlineKeyboardMarkup
editMessageMedia business_connection_id=str chat_id=int|str message_id=int inline_message_id=str
    media!=InputMedia reply_markup=InlineKeyboardMarkup
editMessageReplyMarkup business_connection_id=str chat_id=int|str message_id=int inline_message_id=str
    reply_markup=InlineKeyboardMarkup
deleteMessage chat_id!=int|str message_id!=int
answerCallbackQuery callback_query_id!=str text=str show_alert=bool url=str cache_time=int
getFile file_id!=str
setMyCommands commands!=[BotCommand] scope=BotCommandScope language_code=str
getMyCommands scope=BotCommandScope language_code=str
deleteMyCommands scope=BotCommandScope language_code=str
setChatMenuButton chat_id=int menu_button=MenuButton
getChatMenuButton chat_id=int
getChat chat_id!=int|str
leaveChat chat_id!=int|str
setMyDescription description=str language_code=str
setMyShortDescription short_description=str language_code=str
"""

OBJECTS = """
BotCommand command!=str description!=str
BotCommandScopeAllChatAdministrators type!=str
BotCommandScopeAllGroupChats type!=str
BotCommandScopeAllPrivateChats type!=str
BotCommandScopeChat type!=str chat_id!=int|str
BotCommandScopeChatAdministrators type!=str chat_id!=int|str
BotCommandScopeChatMember type!=str chat_id!=int|str user_id!=int
BotCommandScopeDefault type!=str
CallbackGame
ChatAdministratorRights is_anonymous!=bool can_manage_chat!=bool can_delete_messages!=bool
    can_manage_video_chats!=bool can_restrict_members!=bool can_promote_members!=bool
    can_change_info!=bool can_invite_users!=bool can_post_stories!=bool can_edit_stories!=bool
    can_delete_stories!=bool can_post_messages=bool can_edit_messages=bool can_pin_messages=bool
    can_manage_topics=bool can_manage_direct_messages=bool can_manage_tags=bool
CopyTextButton text!=str
ForceReply force_reply!=bool input_field_placeholder=str selective=bool
InlineKeyboardButton text!=str icon_custom_emoji_id=str style=str url=str callback_data=str
    web_app=WebAppInfo login_url=LoginUrl switch_inline_query=str switch_inline_query_current_chat=str
    switch_inline_query_chosen_chat=SwitchInlineQueryChosenChat copy_text=CopyTextButton
    callback_game=CallbackGame pay=bool
InlineKeyboardMarkup inline_keyboard!=[[InlineKeyboardButton]]
InputMediaAnimation type!=str media!=str thumbnail=str caption=str parse_mode=str
    caption_entities=[MessageEntity] show_caption_above_media=bool width=int height=int duration=int
    has_spoiler=bool
InputMediaAudio type!=str media!=str thumbnail=str caption=str parse_mode=str
    caption_entities=[MessageEntity] duration=int performer=str title=str
InputMediaDocument type!=str media!=str thumbnail=str caption=str parse_mode=str
    caption_entities=[MessageEntity] disable_content_type_detection=bool
InputMediaLivePhoto type!=str media!=str photo!=str caption=str parse_mode=str
    caption_entities=[MessageEntity] show_caption_above_media=bool has_spoiler=bool
InputMediaPhoto type!=str media!=str caption=str parse_mode=str caption_entities=[MessageEntity]
    show_caption_above_media=bool has_spoiler=bool
InputMediaVideo type!=str media!=str thumbnail=str cover=str start_timestamp=int caption=str
    parse_mode=str caption_entities=[MessageEntity] show_caption_above_media=bool width=int height=int
    duration=int supports_streaming=bool has_spoiler=bool
InputRichMessage html=str markdown=str is_rtl=bool skip_entity_detection=bool
KeyboardButton text!=str icon_custom_emoji_id=str style=str request_users=KeyboardButtonRequestUsers
    request_chat=KeyboardButtonRequestChat request_managed_bot=KeyboardButtonRequestManagedBot
    request_contact=bool request_location=bool request_poll=KeyboardButtonPollType web_app=WebAppInfo
KeyboardButtonPollType type=str
KeyboardButtonRequestChat request_id!=int chat_is_channel!=bool chat_is_forum=bool chat_has_username=bool
    chat_is_created=bool user_administrator_rights=ChatAdministratorRights
    bot_administrator_rights=ChatAdministratorRights bot_is_member=bool request_title=bool
    request_username=bool request_photo=bool
KeyboardButtonRequestManagedBot request_id!=int suggested_name=str suggested_username=str
KeyboardButtonRequestUsers request_id!=int user_is_bot=bool user_is_premium=bool max_quantity=int
    request_name=bool request_username=bool request_photo=bool
LinkPreviewOptions is_disabled=bool url=str prefer_small_media=bool prefer_large_media=bool
    show_above_text=bool
LoginUrl url!=str forward_text=str bot_username=str request_write_access=bool
MenuButtonCommands type!=str
MenuButtonDefault type!=str
MenuButtonWebApp type!=str text!=str web_app!=WebAppInfo
MessageEntity type!=str offset!=int length!=int url=str user=User language=str custom_emoji_id=str
    unix_time=int date_time_format=str
ReplyKeyboardMarkup keyboard!=[[KeyboardButton]] is_persistent=bool resize_keyboard=bool
    one_time_keyboard=bool input_field_placeholder=str selective=bool
ReplyKeyboardRemove remove_keyboard!=bool selective=bool
ReplyParameters message_id!=int chat_id=int|str allow_sending_without_reply=bool quote=str
    quote_parse_mode=str quote_entities=[MessageEntity] quote_position=int checklist_task_id=int
    poll_option_id=str
SuggestedPostParameters price=SuggestedPostPrice send_date=int
SuggestedPostPrice currency!=str amount!=int
SwitchInlineQueryChosenChat query=str allow_user_chats=bool allow_bot_chats=bool allow_group_chats=bool
    allow_channel_chats=bool
User id!=int is_bot!=bool first_name!=str last_name=str username=str language_code=str is_premium=bool
    added_to_attachment_menu=bool can_join_groups=bool can_read_all_group_messages=bool
    supports_guest_queries=bool supports_inline_queries=bool can_connect_to_business=bool
    has_main_web_app=bool has_topics_enabled=bool allows_users_to_create_topics=bool can_manage_bots=bool
    supports_join_request_queries=bool
WebAppInfo url!=str
"""

CHOICES = """
InputMedia = InputMediaAnimation | InputMediaAudio | InputMediaDocument | InputMediaLivePhoto |
    InputMediaPhoto | InputMediaVideo
BotCommandScope = BotCommandScopeDefault | BotCommandScopeAllPrivateChats | BotCommandScopeAllGroupChats |
    BotCommandScopeAllChatAdministrators | BotCommandScopeChat | BotCommandScopeChatAdministrators |
    BotCommandScopeChatMember
MenuButton = MenuButtonCommands | MenuButtonWebApp | MenuButtonDefault
"""
