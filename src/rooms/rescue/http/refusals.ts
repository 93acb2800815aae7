import type { RefusalTexts } from "../../../platform/http/route.ts";

export const rescueRefusals: RefusalTexts = {
  RESCUE_UNKNOWN: { status: 404, zh: "没有这起救援。", en: "There is no such rescue." },
  RESCUE_IS_DRILL: {
    status: 409,
    zh: "这是演练，不能做这一步。",
    en: "This is a drill; that cannot be done with it.",
  },
  RESCUE_NOT_A_DRILL: { status: 409, zh: "这不是演练。", en: "This is no drill." },
  RESCUE_DRILL_NO_OUTSIDE_CALL: {
    status: 409,
    zh: "这次演练没有勾选联系 110、119、120，请不要拨打。",
    en: "This drill does not include calls to 110, 119 or 120; please do not call.",
  },
  RESCUE_DRILL_CREW_UNKNOWN: {
    status: 422,
    zh: "参加演练的救援组中有不存在的。",
    en: "One of the crews that are to take part does not exist.",
  },
  RESCUE_DRILL_LIFT_UNKNOWN: {
    status: 422,
    zh: "没有这台电梯，或者它不在您的管辖区内。",
    en: "There is no such lift, or it is outside your regions.",
  },
  RESCUE_ALREADY_CLOSED: { status: 409, zh: "这起救援已经结案。", en: "This rescue is closed already." },
  RESCUE_PEOPLE_ARE_OUT: {
    status: 409,
    zh: "被困人员已经获救，不再需要派单。",
    en: "The people are out; nobody need be sent.",
  },
  RESCUE_ASK_UNKNOWN: { status: 404, zh: "没有这张派单。", en: "There is no such dispatch." },
  RESCUE_ASK_WITHDRAWN: {
    status: 409,
    zh: "这张派单已经撤回，请勿前往。",
    en: "This dispatch was withdrawn; please do not go.",
  },
  RESCUE_ASK_NOT_ACCEPTED: { status: 409, zh: "请先接单。", en: "Please accept first." },
  RESCUE_ANOTHER_CREW_HOLDS: {
    status: 409,
    zh: "另一组救援人员已经接单，您不必前往。谢谢！",
    en: "Another crew has accepted; you need not go. Thank you!",
  },
  RESCUE_TWO_CREWS_ALREADY: {
    status: 409,
    zh: "已经并行派了两组。要换人，请改派。",
    en: "Two crews are asked side by side already. To change one, choose another instead.",
  },
  RESCUE_STORM_UNKNOWN: {
    status: 404,
    zh: "没有这场风暴，或者它已经结束。",
    en: "There is no such storm, or it is over.",
  },
  RESCUE_SETTING_OUTSIDE: {
    status: 422,
    zh: "数值须在 {least} 到 {most} 之间；秒数、个数和开关须为整数。",
    en: "The value must lie between {least} and {most}; seconds, counts and switches are whole numbers.",
  },
  RESCUE_SETTING_NATIONAL: {
    status: 422,
    zh: "全国默认值不能改。请为本地区另定。",
    en: "The national default stays as it is. Give your region a figure of its own.",
  },
  RESCUE_SETTING_DAY: {
    status: 422,
    zh: "生效日期须在今天至三年之内。",
    en: "It may hold from today on, or from a day within three years.",
  },
  RESCUE_PUSH_HOST: {
    status: 422,
    zh: "不认识这个浏览器的推送服务，不能用它推送。来电和短信照常。",
    en: "This browser's push service is not known here; calls and SMS go on as before.",
  },
  RESCUE_AREA_RING: {
    status: 422,
    zh: "区域「{name}」的边界有问题：每一圈须首尾相同、至少三个角并围出面积。",
    en: "An outline of “{name}” is wrong: each must end where it begins, have three corners or more and enclose something.",
  },
  RESCUE_AREA_CROSSES: {
    status: 422,
    zh: "区域「{name}」的边界自相交叉，或与另一圈交叉。",
    en: "An outline of “{name}” crosses itself or another one.",
  },
  RESCUE_AREA_PLACE: {
    status: 422,
    zh: "区域「{name}」有不在地球上的坐标。GeoJSON 先经度、后纬度。",
    en: "“{name}” has a corner that is no place on earth. GeoJSON has the longitude first.",
  },
  RESCUE_AREA_CORNERS: {
    status: 422,
    zh: "边界点过多，合计至多 {most} 个。请先简化边界。",
    en: "Too many corners: {most} in all at the most. Please simplify the outlines.",
  },
  RESCUE_AREA_TWICE: { status: 422, zh: "有两个区域都叫「{name}」。", en: "Two areas are called “{name}”." },
  RESCUE_NUMBER_UNKNOWN: {
    status: 404,
    zh: "管辖区内没有电梯在用这个维保单位的这个号码。",
    en: "No lift of your regions stands under this number of this unit.",
  },
  RESCUE_NO_VOICE_GATEWAY: {
    status: 409,
    zh: "没有设置语音网关。请人工拨打，再登记结果。",
    en: "There is no voice gateway. Please call by hand and record what came of it.",
  },
  RESCUE_REGION_UNKNOWN: { status: 422, zh: "没有这个地区。", en: "There is no such region." },
  RESCUE_NOT_IN_STORM: { status: 409, zh: "这起救援不在这场风暴中。", en: "This rescue is not part of the storm." },
  RESCUE_NOT_CONFIRMED: {
    status: 422,
    zh: "确认的部数与选中的不一致，请重新核对。",
    en: "The number that was confirmed is not how many are chosen; please check again.",
  },
  RESCUE_CREW_ALREADY_ASKED: { status: 409, zh: "已经派给这组人员了。", en: "This crew has been asked already." },
  RESCUE_CREW_ON_SCENE: { status: 409, zh: "救援人员已经到场。", en: "A crew is on the scene." },
  RESCUE_CREW_UNKNOWN: {
    status: 404,
    zh: "没有这组救援人员，或者他们不在岗；演练只能派参加演练、手上没有救援的组。",
    en: "There is no such crew, or it is off duty; a drill asks only crews that take part and hold no rescue.",
  },
  RESCUE_CREW_NOT_ON_SCENE: { status: 409, zh: "请先登记到场。", en: "Please report the arrival first." },
  RESCUE_NOT_FREED: {
    status: 409,
    zh: "请先登记被困人员已经救出。",
    en: "Please record first that the people are out.",
  },
  RESCUE_ALARM_SINCE: {
    status: 409,
    zh: "您说的救出时间之后，这里又有人报警。请再确认轿厢里没有人，然后重新登记救出。",
    en: "Somebody called for help after the time at which you freed them. Please check the car again, then report anew.",
  },
  RESCUE_NOT_SECURED: {
    status: 409,
    zh: "请先登记电梯的处置（停用或恢复运行）。",
    en: "Please record first how the lift was left (stopped or running).",
  },
  RESCUE_MORE_INJURED_THAN_FREED: {
    status: 422,
    zh: "受伤人数不能多于救出人数。",
    en: "There cannot be more injured than freed.",
  },
  RESCUE_PEOPLE_WERE_FREED: {
    status: 409,
    zh: "已经登记救出人员，不能再标记为误报。",
    en: "People were freed; this was no false alarm.",
  },
  RESCUE_PLACE_MISSING: {
    status: 422,
    zh: "请选择电梯，或者写明识别码、地点。",
    en: "Please choose the lift, or give its code or the place.",
  },
  RESCUE_NOT_YOURS: { status: 403, zh: "这起救援不在您的辖区。", en: "This rescue is outside your district." },
  RESCUE_NO_POSITION: {
    status: 409,
    zh: "这部电梯没有登记位置，无法规划路线。",
    en: "This lift has no recorded position; no route can be drawn.",
  },
  RESCUE_NOT_CLOSED: { status: 409, zh: "这起救援还没有结束。", en: "This rescue is not over yet." },
  RESCUE_NOTHING_TO_PUT_RIGHT: {
    status: 409,
    zh: "误报没有可补正的处置记录；如果轿厢里还有人，请选「轿厢里还有人」。",
    en: "A false alarm has no record of a rescue to put right; if people are inside, say so and a crew is sent.",
  },
  RESCUE_PLACE_HELD: {
    status: 409,
    zh: "这部电梯已有另一起未结束的救援，请在那一起中处理。",
    en: "Another rescue is open at this lift: please go on in that one.",
  },
  RESCUE_NO_ACCIDENT_FILE: {
    status: 409,
    zh: "这起救援没有疑似事故档案。",
    en: "This rescue has no file of a suspected accident.",
  },
  RESCUE_EXCHANGE_UNKNOWN: {
    status: 401,
    zh: "电话交换机没有出示正确的口令（SP_PBX_SECRET）。",
    en: "The telephone exchange did not bring the right secret (SP_PBX_SECRET).",
  },
  RESCUE_PERIOD_WRONG: {
    status: 422,
    zh: "请选择起止日期：止在起之后，最长一年。",
    en: "Please choose a period that ends after it begins and is no longer than a year.",
  },
  RESCUE_LINK_READS_ONLY: {
    status: 403,
    zh: "这个链接只能查看救援进展。",
    en: "This link only shows how the rescue stands.",
  },
  RESCUE_CHAT_FULL: {
    status: 409,
    zh: "文字已经很多了，请直接打电话。",
    en: "There is a great deal of text already; please telephone.",
  },
  RESCUE_THREAD_UNKNOWN: {
    status: 404,
    zh: "这起警情里没有这部手机。",
    en: "There is no such phone in this rescue.",
  },
  RESCUE_IS_FAULT: {
    status: 409,
    zh: "这是无人被困的故障，不派救援组；如果有人被困，请另登记报警。",
    en: "This is a fault without anybody inside; no crew is sent. If somebody is trapped, record a call.",
  },
  RESCUE_FAULT_WANTS_SCAN: {
    status: 403,
    zh: "请扫轿厢里的码报修，或打电话。",
    en: "Please scan the code in the car to report a fault, or telephone.",
  },
  RESCUE_NOT_HANDED_TO_REPAIR: {
    status: 409,
    zh: "请先交维修，再结案。",
    en: "Please hand it to repair first.",
  },
  RESCUE_MERGE_INTO_FAULT: {
    status: 409,
    zh: "有人被困的警情不能并入故障，请反过来合并。",
    en: "An entrapment cannot be joined to a fault: join the fault to it instead.",
  },
  RESCUE_MERGE_WITH_ITSELF: {
    status: 422,
    zh: "不能并入它自己。",
    en: "An incident cannot be joined to itself.",
  },
  RESCUE_MERGED_ELSEWHERE: {
    status: 409,
    zh: "这起警情已经并入另一起，请在那一起中处理，或先撤销合并。",
    en: "This incident was joined to another one: go on there, or undo that first.",
  },
  RESCUE_MERGE_PEOPLE_ARE_OUT: {
    status: 409,
    zh: "其中一起的人员已经解救，不能再合并。",
    en: "The people of one of them are out; they cannot be joined any more.",
  },
  RESCUE_HAS_JOINED: {
    status: 409,
    zh: "这起已经并入了别的警情，请反过来把另一起并入它。",
    en: "Others were joined to this one already: join the other one to it instead.",
  },
  RESCUE_MERGE_ACCIDENT_FILE: {
    status: 409,
    zh: "这起已立疑似事故档，上报时限在走，请反过来把另一起并入它。",
    en: "This one has a file of a suspected accident whose clock runs: join the other one to it instead.",
  },
  RESCUE_NOT_MERGED: { status: 409, zh: "这起警情没有并入别的警情。", en: "This incident is not joined to another." },
  RESCUE_ALARM_UNKNOWN: { status: 404, zh: "这起警情里没有这次报警。", en: "There is no such alarm in this incident." },
  RESCUE_LAST_ALARM: {
    status: 409,
    zh: "这起警情只有这一次报警，不能拆分。",
    en: "It is the only alarm of this incident; it cannot be split off.",
  },
  RESCUE_SPLIT_SAME_PLACE: {
    status: 409,
    zh: "拆出的报警仍在同一地点，请选择另一台电梯或写明另一地点。",
    en: "The alarm would stay at the same place: choose another lift, or give another place.",
  },
  RESCUE_SETTING_SERVICE: {
    status: 422,
    zh: "请填 110、119 或 120；0 表示不按规则请任何一家。",
    en: "Give 110, 119 or 120; 0 calls nobody by rule.",
  },
  RESCUE_HELP_NOT_CALLED: {
    status: 409,
    zh: "还没有登记拨打过这一家，请先登记拨打。",
    en: "It is not recorded that this service was called; record the call first.",
  },
  RESCUE_HELP_NOT_WANTED: {
    status: 409,
    zh: "这一家没有待拨打的提示。",
    en: "This service does not wait to be called.",
  },
  RESCUE_HELP_FREES_NOT: {
    status: 422,
    zh: "解救人数只随 119 登记；由其他人解救的，请用「已解救」登记。",
    en: "Only with 119 can people be recorded as freed; otherwise record it under Freed.",
  },
  RESCUE_CODE_UNKNOWN: { status: 404, zh: "没有这个识别码的电梯。", en: "No lift has this code." },
  RESCUE_LIFT_NOT_YOURS: {
    status: 403,
    zh: "这部电梯不属于您的单位。请打电话报警。",
    en: "This lift is not of your unit. Please telephone.",
  },
  RESCUE_PARTNER_UNKNOWN: {
    status: 401,
    zh: "没有出示正确的口令（SP_PARTNER_SECRETS）。",
    en: "The right secret was not brought (SP_PARTNER_SECRETS).",
  },
  RESCUE_NO_PUBLIC_URL: {
    status: 409,
    zh: "没有设置公开地址（SP_PUBLIC_URL），无法发送链接。",
    en: "There is no public address (SP_PUBLIC_URL): no link can be sent.",
  },
  RESCUE_LINK_OVER: { status: 410, zh: "这个链接已经失效，请打电话。", en: "This link is over; please telephone." },
  RESCUE_METRIC_UNKNOWN: { status: 404, zh: "没有这项指标。", en: "There is no such figure." },
  RESCUE_CALL_NO_LIFT: {
    status: 409,
    zh: "这起警情还没有对应到电梯，无法呼叫轿厢。",
    en: "This incident has no known lift; its car cannot be called.",
  },
  RESCUE_CALL_NO_EXCHANGE: {
    status: 409,
    zh: "没有接入电话交换机。请用电话直接拨打。",
    en: "No exchange is connected. Please dial by hand.",
  },
  RESCUE_CALL_NO_INTERCOM: {
    status: 409,
    zh: "不知道这台电梯对讲的号码。知道的话请先登记，或打使用单位值班电话。",
    en: "The number of this lift's intercom is not known. Record it if you know it, or call the use unit's duty phone.",
  },
  RESCUE_CALL_NO_SEAT: {
    status: 422,
    zh: "请填写您的分机号。",
    en: "Please give your extension.",
  },
  RESCUE_CALL_NO_DEVICE: {
    status: 409,
    zh: "这台电梯没有接入设备，不能由设备接通。",
    en: "This lift has no device that could join a call.",
  },
  RESCUE_PHOTO_TOO_LARGE: {
    status: 413,
    zh: "照片太大（最多 400 KB）。",
    en: "The photo is too large (at most 400 KB).",
  },
  RESCUE_PHOTO_UNREADABLE: {
    status: 422,
    zh: "这不是完整的 JPEG 照片。",
    en: "This is no whole JPEG picture.",
  },
  RESCUE_PHOTOS_FULL: {
    status: 409,
    zh: "这起救援的照片已经够多了（最多 16 张）。",
    en: "There are enough photos of this rescue (at most 16).",
  },
  RESCUE_PHOTO_GONE: {
    status: 404,
    zh: "没有这张照片，或者它已按保存期限删除。",
    en: "There is no such photo, or it was deleted with its time.",
  },
  RESCUE_HELP_UNKNOWN: { status: 404, zh: "没有这条求助。", en: "There is no such request for help." },
  RESCUE_HELP_FULL: {
    status: 409,
    zh: "求助已经很多了，请直接打电话给中心。",
    en: "There are many requests already; please telephone the centre.",
  },
  RESCUE_CALL_UNDER_WAY: {
    status: 409,
    zh: "正在呼叫或通话中，一次只能有一通。",
    en: "A call to this car is under way; only one at a time.",
  },
};
